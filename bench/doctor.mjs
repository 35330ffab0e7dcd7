// Bundles and runs bench/doctor.ts.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../scripts/tensorflow.mjs';

const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-bench-'));
try {
  const outfile = join(folder, 'doctor.mjs');
  await build({ ...bundleOptions, entryPoints: ['bench/doctor.ts'], outfile, logLevel: 'error' });
  await import(pathToFileURL(outfile).href);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
