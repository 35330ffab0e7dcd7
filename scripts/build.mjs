/**
 * Bundles the entry points into dist/: `node scripts/build.mjs [--watch]`. Entry points that do not exist yet are left out.
 */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { webviewOptions, withoutLocales } from '../webview/build.mjs';
import { bundleOptions } from './tensorflow.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const present = (entries) => Object.fromEntries(Object.entries(entries).filter(([, file]) => existsSync(join(root, file))));

const programs = {
  ...bundleOptions,
  absWorkingDir: root,
  entryPoints: present({
    cli: 'src/cli/main.ts',
    trainer: 'src/trainer/main.ts',
    heartbeat: 'src/trainer/child/heartbeatThread.ts',
    loader: 'src/trainer/data/background/thread.ts',
    checker: 'src/host/experiment/checkerThread.ts',
  }),
  outdir: 'dist',
  sourcemap: true,
};

/** A library that few need, in a file of its own: it is read with the first question to a server. */
const openaiApart = {
  name: 'openai-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^openai$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './openai.cjs', external: true } : undefined,
    );
  },
};

/** The extension host loads CommonJS, and gives 'vscode' itself. */
const extension = {
  absWorkingDir: root,
  entryPoints: present({ extension: 'src/host/extension.ts' }),
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  // jsonc-parser's "main" is a UMD wrapper that hides its own requires.
  mainFields: ['module', 'main'],
  // Only the viewer's worker reads HDF5: the library would make the extension itself six times larger to load.
  external: ['vscode', '*.node', 'h5wasm'],
  // What is not there need not be parsed while the editor starts.
  plugins: [withoutLocales, openaiApart],
  // require(), which every version of the extension host knows.
  supported: { 'dynamic-import': false },
  // zod asks for it; the extension host logs an error for every such question.
  define: { navigator: 'undefined' },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  logLevel: 'warning',
};

const openai = { ...extension, entryPoints: { openai: 'openai' } };

/** The thread that reads volumes for the slice viewer. */
const viewerWorker = { ...extension, entryPoints: { viewerWorker: 'src/host/viewer/worker/main.ts' }, external: ['*.node'] };

const webviews = { ...webviewOptions, absWorkingDir: root, outdir: 'dist/webview' };

const bundles = [programs, extension, openai, viewerWorker, webviews];
if (process.argv.includes('--watch')) await Promise.all(bundles.map(async (options) => (await context(options)).watch()));
else await Promise.all(bundles.map((options) => build(options)));
console.log(`bundled ${bundles.flatMap(({ entryPoints }) => Object.keys(entryPoints)).join(', ')} into dist/`);
