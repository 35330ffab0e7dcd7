import { withoutLocales } from '../webview/build.mjs';

/** A library that few need, in a file of its own: it is read with the first question to a server. */
const openaiApart = {
  name: 'openai-apart',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^openai$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './openai.cjs', external: true } : undefined,
    );
  },
};

/**
 * How the extension is bundled: CommonJS, with 'vscode' given by the extension host.
 *
 * @satisfies {import('esbuild').BuildOptions}
 */
export const extensionOptions = {
  entryPoints: { extension: 'src/host/extension.ts' },
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

/** The thread that reads volumes for the slice viewer, HDF5 files among them. */
export const viewerWorkerOptions = {
  ...extensionOptions,
  entryPoints: { viewerWorker: 'src/host/viewer/worker/main.ts' },
  external: ['*.node'],
};
