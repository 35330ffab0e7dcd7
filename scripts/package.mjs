/**
 * Packages the extension: `npm run package`. Makes build/vsix/llm-segnet-<version>-linux-x64.vsix, with the native engine and oneDNN inside, where
 * the engine is built, and llm-segnet-<version>.vsix for every other platform, which computes in plain JavaScript and says so.
 *
 *   node scripts/package.mjs [--target=linux-x64|universal] [--without-text-encoder]
 *
 * The text encoder doubles the package; without it, Embed Text only knows the features that ship.
 *
 * The content is put together in a folder of its own, so that what is in a package is what is listed here and nothing else.
 */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { notices } from './notices.mjs';
import { bundleTextEncoder, PARTS } from './textEncoderBundle.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const output = join(root, 'build', 'vsix');
const addon = join(root, 'build', 'native', 'llm_segnet.node');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Libraries that an addon needs and a system may lack; the rest (C library, C++ library) every VS Code needs itself. */
const BUNDLED = /^lib(dnnl|gomp|OpenCL|tbb)\.so/;
const CONTENT = [
  'media',
  'l10n',
  'schemas',
  'prompts',
  'README.md',
  'CHANGELOG.md',
  'LICENSE',
  'package.nls.json',
  'package.nls.zh-cn.json',
];

function copy(from, to) {
  if (existsSync(from)) cpSync(from, to, { recursive: true, filter: (name) => !name.endsWith('.map') });
}

/** Libraries beside the addon, found by ldd; the addon looks for them there first (native/build.mjs). Returns where they came from. */
function copyNative(stage) {
  const folder = join(stage, 'dist');
  const libraries = [];
  copyFileSync(addon, join(folder, basename(addon)));
  for (const line of execFileSync('ldd', [addon], { encoding: 'utf8' }).split('\n')) {
    const [, name, path] = /^\s*(\S+) => (\S+)/.exec(line) ?? [];
    if (name === undefined || !BUNDLED.test(name)) continue;
    libraries.push(realpathSync(path));
    copyFileSync(realpathSync(path), join(folder, name));
  }
  return libraries;
}

/** The text encoder, unless it is to stay out. Returns the packages in it. */
async function copyEncoder(stage) {
  if (process.argv.includes('--without-text-encoder')) return [];
  await bundleTextEncoder(join(stage, 'dist'));
  return PARTS;
}

function writeManifest(stage) {
  const {
    scripts: _scripts,
    devDependencies: _development,
    dependencies: _dependencies,
    bin: _bin,
    private: _private,
    ...rest
  } = manifest;
  writeFileSync(join(stage, 'package.json'), `${JSON.stringify(rest, null, 2)}\n`);
}

async function pack(target) {
  const stage = join(root, 'build', 'stage', target ?? 'universal');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage, { recursive: true });
  mkdirSync(output, { recursive: true });
  copy(join(root, 'dist'), join(stage, 'dist'));
  for (const name of CONTENT) copy(join(root, name), join(stage, name));
  const bundled = JSON.parse(readFileSync(join(root, 'build', 'bundled.json'), 'utf8'));
  const libraries = target === undefined ? [] : copyNative(stage);
  const encoder = target === undefined ? [] : await copyEncoder(stage);
  writeFileSync(join(stage, 'ThirdPartyNotices.txt'), notices([...bundled, ...encoder], libraries));
  writeManifest(stage);
  // The stage holds nothing else; an empty list says so to vsce.
  writeFileSync(join(stage, '.vscodeignore'), '');
  const packagePath = join(output, `${manifest.name}-${manifest.version}${target === undefined ? '' : `-${target}`}.vsix`);
  await createVSIX({
    cwd: stage,
    packagePath,
    dependencies: false,
    // The README is read on its own there; its relative links stay as they are.
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
    ...(target === undefined ? {} : { target }),
  });
  console.log(`${packagePath}  ${(statSync(packagePath).size / 1e6).toFixed(1)} MB`);
}

const wanted = process.argv.find((argument) => argument.startsWith('--target='))?.split('=')[1];
execFileSync(process.execPath, [join(root, 'scripts', 'build.mjs')], { stdio: 'inherit' });
if (wanted !== 'universal') {
  if (existsSync(addon) && process.platform === 'linux' && process.arch === 'x64') await pack('linux-x64');
  else if (wanted !== undefined) throw new Error(`${addon} is missing: run scripts/setup first.`);
  else console.warn('The native engine is not built: no package for linux-x64.');
}
if (wanted !== 'linux-x64') await pack(undefined);
