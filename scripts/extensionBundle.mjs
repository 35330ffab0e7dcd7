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
  external: ['vscode', '*.node'],
  // Where the threads' bundles are found: beside this one.
  banner: { js: "const urlOfBundle = require('node:url').pathToFileURL(__filename).href;" },
  // What is not there need not be parsed while the editor starts.
  plugins: [withoutLocales, openaiApart],
  // require(), which every version of the extension host knows.
  supported: { 'dynamic-import': false },
  // zod asks for it; the extension host logs an error for every such question.
  define: { navigator: 'undefined', 'import.meta.url': 'urlOfBundle' },
  minifySyntax: true,
  minifyWhitespace: true,
  sourcemap: true,
  logLevel: 'warning',
};

/** The thread that reads volumes for the slice viewer. */
export const viewerWorkerOptions = {
  ...extensionOptions,
  entryPoints: { viewerWorker: 'src/host/viewer/worker/main.ts' },
  external: ['*.node'],
};
