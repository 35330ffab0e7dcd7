/**
 * Bundles the entry points into dist/: `node scripts/build.mjs [--watch]`. Entry points that do not exist yet are left out.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { bundleOptions } from './tensorflow.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const entryPoints = Object.fromEntries(
  Object.entries({ cli: 'src/cli/main.ts', trainer: 'src/trainer/main.ts' }).filter(([, file]) => existsSync(join(root, file))),
);

if (Object.keys(entryPoints).length === 0) {
  console.error('Nothing to bundle: src/cli/main.ts is missing.');
  process.exit(1);
}

const options = { ...bundleOptions, absWorkingDir: root, entryPoints, outdir: 'dist', sourcemap: true };
if (process.argv.includes('--watch')) await (await context(options)).watch();
else await build(options);
console.log(`bundled ${Object.keys(entryPoints).join(', ')} into dist/`);
