/**
 * One TensorFlow.js instance for tests and bundles. The packages' "main" is a CommonJS bundle with an engine of its own, while their
 * inner files (gradients, chained operators) are ES modules that Node cannot load as they are: both must come from the same modules.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const importPattern = /['"](@tensorflow\/tfjs-(?:core|backend-cpu)(?:\/dist\/[^'"]+)?)['"]/g;

/** esbuild options that give every importer the ES module build: `mainFields` for the packages, and a `require` for their CommonJS parts. */
export const bundleOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  mainFields: ['module', 'jsnext:main', 'main'],
  banner: {
    js: "import { createRequire as createRequireOfBundle } from 'node:module'; const require = createRequireOfBundle(import.meta.url);",
  },
  external: ['*.node', '@huggingface/transformers'],
  logLevel: 'warning',
};

/** Every TensorFlow.js module that the given folders' TypeScript files import, sorted: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-core/dist/engine', ...]. */
function importedModules(folders) {
  const found = new Set(['@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-cpu']);
  for (const folder of folders) {
    const path = join(root, folder);
    if (!existsSync(path)) continue;
    for (const name of readdirSync(path, { recursive: true })) {
      if (!/\.m?ts$/.test(name)) continue;
      for (const match of readFileSync(join(path, name), 'utf8').matchAll(importPattern)) found.add(match[1]);
    }
  }
  return [...found].sort();
}

/**
 * Bundles the imported TensorFlow.js modules once (shared parts in common chunks), so that a test file loads them in a tenth of a second
 * instead of eight. Returns a map from module name to file.
 */
export async function bundleForTests(folders = ['src', 'test', 'bench']) {
  const modules = importedModules(folders);
  const version = require('@tensorflow/tfjs-core/package.json').version;
  const key = createHash('sha256')
    .update(JSON.stringify([version, modules, bundleOptions]))
    .digest('hex')
    .slice(0, 16);
  const cache = join(root, 'node_modules', '.cache', 'tensorflow');
  const folder = join(cache, key);
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const temporary = mkdtempSync(join(cache, 'new-'));
    await build({
      ...bundleOptions,
      entryPoints: modules.map((module, index) => ({ in: module, out: `entry-${index}` })),
      outdir: temporary,
      outExtension: { '.js': '.mjs' },
      splitting: true,
      absWorkingDir: root,
    });
    try {
      renameSync(temporary, folder);
    } catch (error) {
      rmSync(temporary, { recursive: true, force: true });
      if (!existsSync(folder)) throw error; // otherwise another test run was faster
    }
  }
  return new Map(modules.map((module, index) => [module, join(folder, `entry-${index}.mjs`)]));
}

/** Bundles the entry point of a thread for tests, which run unbundled. Returns the file. */
export async function bundleThread(name, entry) {
  const { outputFiles } = await build({
    ...bundleOptions,
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: `${name}.mjs`,
    write: false,
  });
  const { contents } = outputFiles[0];
  const key = createHash('sha256').update(contents).digest('hex').slice(0, 16);
  const folder = join(root, 'node_modules', '.cache', 'threads');
  const file = join(folder, `${name}-${key}.mjs`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  const temporary = join(mkdtempSync(join(folder, 'new-')), name);
  writeFileSync(temporary, contents);
  renameSync(temporary, file);
  return file;
}
