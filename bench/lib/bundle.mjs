import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/tensorflow.mjs';
import { outputFolder } from './machine.mjs';

const bench = fileURLToPath(new URL('..', import.meta.url));

/** Bundles every bench/*.ts with the product's sources as they are now; returns the path of a worker's bundle by its name. */
export async function bundleWorkers() {
  const names = readdirSync(bench).filter((name) => name.endsWith('.ts'));
  await build({
    ...bundleOptions,
    entryPoints: names.map((name) => join(bench, name)),
    outdir: outputFolder,
    outExtension: { '.js': '.mjs' },
  });
  return (worker) => join(outputFolder, `${worker}.mjs`);
}
