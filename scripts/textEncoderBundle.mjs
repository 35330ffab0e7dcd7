/**
 * The text encoder for a package without node_modules: transformers as one file, onnxruntime's Linux x64 build beside it, in
 * <folder>/text-encoder. src/text/encoder/library.ts looks for it there.
 *
 *   node scripts/textEncoderBundle.mjs FOLDER
 */
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const runtime = join(root, 'node_modules', 'onnxruntime-node');
const BINARIES = ['onnxruntime_binding.node', 'libonnxruntime.so.1'];

/** Replaces a piece of a package's file; a version without it must not be bundled unseen. */
function replacing(filter, from, to) {
  return {
    name: `replace in ${filter}`,
    setup(bundle) {
      bundle.onLoad({ filter }, ({ path }) => {
        const source = readFileSync(path, 'utf8');
        if (!source.includes(from)) throw new Error(`${path} has no ${from}: look how this version loads onnxruntime.`);
        return { contents: source.replaceAll(from, () => to), loader: 'js' };
      });
    },
  };
}

/** The library looks whether there is one, and does not load without. */
const SHARP = "export default () => { throw new Error('this bundle of transformers reads texts, not images'); };";

/** Images are none of ours: sharp would bring 20 MB of native code. */
const withoutSharp = {
  name: 'without sharp',
  setup(bundle) {
    bundle.onResolve({ filter: /^sharp$/ }, () => ({ path: 'sharp', namespace: 'nothing' }));
    bundle.onLoad({ filter: /^sharp$/, namespace: 'nothing' }, () => ({ contents: SHARP }));
  },
};

/** Packages whose code is in this bundle. */
export const PARTS = [
  '@huggingface/transformers',
  '@huggingface/tokenizers',
  '@huggingface/jinja',
  'onnxruntime-node',
  'onnxruntime-common',
];

function notice() {
  const lines = PARTS.map((name) => {
    const { version, license } = JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
    return `${name} ${version}: ${license}`;
  });
  return `Bundled here, each under its own licence:\n\n${lines.join('\n')}\n`;
}

const shared = { absWorkingDir: root, bundle: true, platform: 'node', target: 'node20', minify: true, logLevel: 'warning' };

/** Writes <folder>/text-encoder; about 45 MB, 18 MB compressed. */
export async function bundleTextEncoder(folder) {
  const out = join(folder, 'text-encoder');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  await build({
    ...shared,
    entryPoints: ['@huggingface/transformers'],
    format: 'esm',
    outfile: join(out, 'index.mjs'),
    plugins: [
      withoutSharp,
      replacing(/transformers\.node\.mjs$/, 'requireFromHere("onnxruntime-node")', 'requireFromHere("./onnxruntime.cjs")'),
    ],
  });
  await build({
    ...shared,
    entryPoints: [join(runtime, 'dist', 'index.js')],
    format: 'cjs',
    outfile: join(out, 'onnxruntime.cjs'),
    external: ['*.node'],
    plugins: [
      replacing(
        /onnxruntime-node[\\/]dist[\\/]binding\.js$/,
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a piece of the package's own source.
        '`../bin/napi-v6/${process.platform}/${process.arch}/onnxruntime_binding.node`',
        "'./onnxruntime_binding.node'",
      ),
    ],
  });
  for (const name of BINARIES) copyFileSync(join(runtime, 'bin', 'napi-v6', 'linux', 'x64', name), join(out, name));
  writeFileSync(join(out, 'NOTICE.txt'), notice());
}

const [, started, folder] = process.argv;
if (folder !== undefined && import.meta.url === pathToFileURL(resolve(started)).href) await bundleTextEncoder(resolve(folder));
