/**
 * How noisy the V-Net's gradient is: `node bench/gradient-noise.mjs [--python PATH] [--shape BATCHxXxYxZ]`. Prints the relative error of
 * loss, logits and gradient against PyTorch in float64, for PyTorch in float32 and for the native backend, all from the same numbers.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleWorkers } from './lib/bundle.mjs';

const { values } = parseArgs({
  options: { python: { type: 'string', default: '/usr/bin/python3' }, shape: { type: 'string', default: '4x32x48x32' } },
});
const pathOf = await bundleWorkers();
const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-noise-'));
try {
  execFileSync(process.execPath, [pathOf('gradient-noise'), folder, values.shape], { stdio: 'inherit' });
  const peer = fileURLToPath(new URL('torch/gradient_noise.py', import.meta.url));
  const output = execFileSync(values.python, [peer, folder], {
    encoding: 'utf8',
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  console.log(`V-Net, ${values.shape} (batch, x, y, z), 16 filters; relative errors against PyTorch in float64\n`);
  console.log('| engine | loss | logits | gradient | cosine |\n|---|---|---|---|---|');
  for (const line of output.trim().split('\n')) {
    const { engine, loss, logits, gradient, cosine } = JSON.parse(line);
    const short = (value) => value.toExponential(1);
    console.log(`| ${engine} | ${short(loss)} | ${short(logits)} | ${short(gradient)} | ${cosine.toFixed(7)} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
