/** Measures the views in Chromium: `node bench/views.mjs [small|large|results]`. Bundles bench/views.ts or bench/results.ts and runs it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// Two folders deep, so that relative addresses in the harness lead where they do in test/webview.
const name = process.argv[2] === 'results' ? 'results' : 'views';
const outfile = join(root, 'build', 'bench', `${name}.mjs`);
await build({
  entryPoints: [join(root, 'bench', `${name}.ts`)],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  external: ['../../webview/build.mjs'],
  logLevel: 'warning',
});
await import(outfile);
