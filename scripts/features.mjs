/**
 * Computes the features of the bundled prompts again: `npm run features -- FOLDER`, where FOLDER holds all-MiniLM-L6-v2 (or LLMSEGNET_MINILM
 * names it). They are committed, so that training with text works on a machine without a network.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const model = process.argv[2] ?? process.env.LLMSEGNET_MINILM ?? join(root, '..', 'shared', 'models', 'minilm');
if (basename(model) !== 'minilm') {
  console.error(`The model's folder must be called minilm, because the features are named after it: ${model}`);
  process.exit(2);
}
for (const file of readdirSync(join(root, 'prompts')).filter((name) => name.endsWith('.segprompt.md'))) {
  const options = ['--model', model, '--pooling', 'all', '--offline', '--force'];
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'bin', 'llm-segnet.mjs'), 'text', 'embed', join(root, 'prompts', file), ...options],
    { stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}
