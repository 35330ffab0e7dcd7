/**
 * Bundles the entry points into dist/: `node scripts/build.mjs [--watch]`. Entry points that do not exist yet are left out. Without
 * --watch build/bundled.json lists the npm packages in the bundles, for the notices of a package.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';
import { webviewOptions } from '../webview/build.mjs';
import { extensionOptions, viewerWorkerOptions } from './extensionBundle.mjs';
import { packagesIn } from './notices.mjs';
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
    hdf5: 'src/io/hdf5/thread/main.ts',
    checker: 'src/host/experiment/checkerThread.ts',
  }),
  outdir: 'dist',
  sourcemap: true,
};

/** The extension host loads CommonJS, and gives 'vscode' itself. */
const extension = { ...extensionOptions, absWorkingDir: root, outdir: 'dist' };

const openai = { ...extension, entryPoints: { openai: 'openai' } };

const viewerWorker = { ...viewerWorkerOptions, absWorkingDir: root, outdir: 'dist' };

const webviews = { ...webviewOptions, absWorkingDir: root, outdir: 'dist/webview' };

const bundles = [programs, extension, openai, viewerWorker, webviews];
if (process.argv.includes('--watch')) await Promise.all(bundles.map(async (options) => (await context(options)).watch()));
else {
  const built = await Promise.all(bundles.map((options) => build({ ...options, metafile: true })));
  const packages = new Set(built.flatMap(({ metafile }) => packagesIn(metafile)));
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(join(root, 'build', 'bundled.json'), JSON.stringify([...packages].sort()));
}
console.log(`bundled ${bundles.flatMap(({ entryPoints }) => Object.keys(entryPoints)).join(', ')} into dist/`);
