import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { bundleTextEncoder } from '../../../scripts/textEncoderBundle.mjs';
import { readFeature } from '../../../src/text/features/store';
import { bundleCli, start } from '../../cli/process';
import { temporaryFolder } from '../../support/temporary';
import { TINY_SIZE, writeTinyBert } from '../../support/tinyBert';

vi.setConfig({ testTimeout: 120_000 });
const folder = temporaryFolder();
const here = process.platform === 'linux' && process.arch === 'x64';

it.skipIf(!here)(
  `embeds with nothing installed but what the package brings ${here ? '' : '(skipped: the bundle is for Linux x64)'}`,
  async () => {
    // Outside the repository no import finds its node_modules.
    const cli = await bundleCli(folder);
    await bundleTextEncoder(folder);
    writeTinyBert(join(folder, 'tiny'));
    writeFileSync(join(folder, 'mine.segprompt.md'), '# Mine\n\n## Response 1\n\nThe left atrium is thinwalled.\n');
    const parameters = ['text', 'embed', 'mine.segprompt.md', '--model', './tiny', '--offline'];
    const { code, output, errors } = await start(cli, parameters, { cwd: folder });
    expect([code, errors]).toEqual([0, '']);
    expect(output).toMatch(/1 responses x 4, \d+ tokens at most/);
    const [name] = readdirSync(join(folder, 'features'));
    expect((await readFeature(join(folder, 'features', String(name)))).size).toBe(TINY_SIZE);
    expect(readFileSync(join(folder, 'text-encoder', 'NOTICE.txt'), 'utf8')).toMatch(/onnxruntime-node .*: MIT/);
    expect(existsSync(join(folder, 'node_modules'))).toBe(false);
  },
);

it.skipIf(!here)('without it, the command says what is missing, and offline holds whoever set it', async () => {
  const other = join(folder, 'without');
  const cli = await bundleCli(other);
  const parameters = ['text', 'embed', join(folder, 'mine.segprompt.md'), '--model', join(folder, 'tiny'), '--force'];
  const { code, errors } = await start(cli, parameters, { cwd: folder });
  expect(code).not.toBe(0);
  expect(errors).toMatch(/the text encoder does not load: install the package @huggingface\/transformers/);

  const env = { LLMSEGNET_OFFLINE: '1', LLMSEGNET_MODELS: join(folder, 'models'), HF_ENDPOINT: 'http://127.0.0.1:9' };
  const download = ['text', 'embed', join(folder, 'mine.segprompt.md'), '--model', 'someone/bert', '--allow-download'];
  expect((await start(cli, download, { cwd: folder, env })).errors).toMatch(/not on this machine, and offline is set/);
});
