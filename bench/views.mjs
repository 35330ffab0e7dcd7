/** Measures the slice viewer in Chromium: `node bench/views.mjs [small|large]`. Bundles bench/views.ts and runs it. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
// Two folders deep, so that relative addresses in the harness lead where they do in test/webview.
const outfile = join(root, 'build', 'bench', 'views.mjs');
await build({
  entryPoints: [join(root, 'bench', 'views.ts')],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  external: ['../../webview/build.mjs'],
  logLevel: 'warning',
});
await import(outfile);
