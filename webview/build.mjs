/** esbuild options for the webviews: one bundle a view, and styles and icon font beside it; everything a webview loads is in dist/webview. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** Views are the folders with a main.ts. */
const views = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'main.ts')));

/** zod brings the messages of fifty languages, half of a page's code; nothing shows them. */
export const withoutLocales = {
  name: 'without-locales',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /locales\/index[.]js$/ }, ({ importer }) =>
      importer.includes('zod') ? { path: 'locales', namespace: 'without-locales' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'without-locales' }, () => ({ contents: 'export {};' }));
  },
};

export const webviewOptions = {
  entryPoints: {
    ...Object.fromEntries(views.map((name) => [name, join(folder, name, 'main.ts')])),
    ...Object.fromEntries(
      views
        .filter((name) => existsSync(join(folder, name, 'style.css')))
        .map((name) => [`${name}.style`, join(folder, name, 'style.css')]),
    ),
    codicon: join(folder, '..', 'node_modules', '@vscode', 'codicons', 'dist', 'codicon.css'),
  },
  plugins: [withoutLocales],
  bundle: true,
  platform: 'browser',
  format: 'esm',
  target: 'chrome122',
  minify: true,
  sourcemap: true,
  logLevel: 'warning',
  loader: { '.ttf': 'file' },
};
