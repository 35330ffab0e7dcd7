#!/usr/bin/env node
/**
 * Builds the native addon with plain g++: every native/src/**\/*.cpp that changed (or whose headers did) to an object file, then
 * build/native/llm_segnet.node. Needs a C++17 compiler and oneDNN's header and library, nothing else: the Node-API headers come
 * from npm.
 *
 *   node native/build.mjs [--sanitise=address|undefined] [--force]
 *
 * Environment: CXX (default g++), LLMSEGNET_BUILD_JOBS (default 2), ONEDNN_ROOT (a folder with include/ and lib/, default the
 * system's).
 * Exit code 1 with one message when the compiler or oneDNN is missing, or the code does not compile.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const sources = path.join(root, 'native', 'src');
const sanitiser = process.argv.find((argument) => argument.startsWith('--sanitise='))?.split('=')[1];
const output = path.join(root, 'build', sanitiser ? `native-${sanitiser}` : 'native');
const objects = path.join(output, 'objects');
const addon = path.join(output, 'llm_segnet.node');
const compiler = process.env.CXX || 'g++';
const oneDnn = process.env.ONEDNN_ROOT;
const jobs = Math.max(1, Number(process.env.LLMSEGNET_BUILD_JOBS) || 2);

const compileFlags = [
  '-std=c++17',
  '-O3',
  '-fopenmp',
  '-fPIC',
  '-fvisibility=hidden',
  '-Wall',
  '-Wextra',
  // No -march: what a newer processor has is compiled per file and chosen at run time (native/src/cpu/isa.hpp).
  '-DNAPI_VERSION=8',
  '-DNAPI_CPP_EXCEPTIONS',
  '-DNODE_API_NO_EXTERNAL_BUFFERS_ALLOWED',
  '-isystem',
  path.join(root, 'node_modules/node-api-headers/include'),
  '-isystem',
  path.join(root, 'node_modules/node-addon-api'),
  ...(oneDnn ? ['-isystem', path.join(oneDnn, 'include')] : []),
  ...(sanitiser ? [`-fsanitize=${sanitiser}`, '-O1', '-fno-omit-frame-pointer', '-g'] : []),
];
const linkFlags = [
  '-shared',
  '-fopenmp',
  ...(sanitiser ? [`-fsanitize=${sanitiser}`] : []),
  ...(oneDnn ? [`-L${path.join(oneDnn, 'lib')}`, `-Wl,-rpath,${path.join(oneDnn, 'lib')}`] : []),
  // A package brings oneDNN beside the addon. The old kind of path is used for oneDNN's own libraries, too.
  '-Wl,--disable-new-dtags,-rpath,$ORIGIN',
  '-ldnnl',
];

function fail(message) {
  console.error(`native build: ${message}`);
  process.exit(1);
}

function checkTools() {
  if (spawnSync(compiler, ['--version']).error) {
    fail(`no C++ compiler: ${compiler} does not run. Install one (Debian: apt install g++) or name it in CXX.`);
  }
  if (!existsSync(path.join(root, 'node_modules/node-addon-api/napi.h'))) fail('node_modules is incomplete: run npm ci first.');
  const probe = spawnSync(compiler, [...compileFlags, '-E', '-x', 'c++', '-o', '/dev/null', '-'], {
    input: '#include <dnnl.hpp>\n',
  });
  if (probe.status !== 0) {
    fail(
      'oneDNN is missing: <dnnl.hpp> was not found. Install it (Debian: apt install libdnnl-dev) or name its folder in ONEDNN_ROOT.',
    );
  }
}

const sourceFiles = () =>
  readdirSync(sources, { recursive: true })
    .map(String)
    .filter((file) => file.endsWith('.cpp'))
    .sort();

/** Files an object was made from, as the compiler wrote them down; undefined when it has not been built. */
function dependenciesOf(object) {
  const list = object.replace(/\.o$/, '.d');
  if (!existsSync(object) || !existsSync(list)) return undefined;
  const rule = readFileSync(list, 'utf8').replaceAll('\\\n', ' ');
  return rule
    .slice(rule.indexOf(':') + 1)
    .trim()
    .split(/(?<!\\)\s+/)
    .map((file) => file.replaceAll('\\ ', ' '));
}

function isCurrent(object) {
  const files = dependenciesOf(object);
  if (!files) return false;
  const built = statSync(object).mtimeMs;
  return files.every((file) => existsSync(file) && statSync(file).mtimeMs <= built);
}

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(compiler, args, { stdio: 'inherit' });
    child.on('close', (code) => resolve(code === 0));
    child.on('error', () => resolve(false));
  });
}

// gcc 12 takes its own _mm512_undefined_ps() for a mistake (gcc bug 105593).
const warningFlags = (file) =>
  readFileSync(path.join(sources, file), 'utf8').includes('avx512') ? ['-Wno-uninitialized', '-Wno-maybe-uninitialized'] : [];

/** Compiled beside and renamed over, so that builds at the same time do not read each other's halves. */
async function compile(file) {
  const object = path.join(objects, file.replace(/\.cpp$/, '.o'));
  const fresh = `${object}.${process.pid}`;
  const list = object.replace(/\.o$/, '.d');
  mkdirSync(path.dirname(object), { recursive: true });
  console.log(`compile ${file}`);
  const started = new Date();
  const dependencies = ['-MMD', '-MF', list, '-MT', object];
  if (!(await run([...compileFlags, ...warningFlags(file), ...dependencies, '-c', path.join(sources, file), '-o', fresh]))) {
    rmSync(fresh, { force: true });
    return false;
  }
  utimesSync(fresh, started, started); // a source edited meanwhile counts as newer
  renameSync(fresh, object);
  return true;
}

/** Compiles `files` a few at a time; false when one fails (the others are finished, so that all errors show at once). */
async function compileAll(files) {
  const queue = [...files];
  let good = true;
  const worker = async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) good = (await compile(file)) && good;
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return good;
}

/** Objects of sources that are gone, and everything when the flags or the compiler changed, must not be linked. */
function discardStale(files) {
  const version = spawnSync(compiler, ['--version']).stdout.toString();
  const stamp = createHash('sha256')
    .update(JSON.stringify([compiler, version, compileFlags, linkFlags]))
    .digest('hex');
  const stampFile = path.join(output, 'flags');
  const unchanged = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp;
  if (!unchanged || process.argv.includes('--force')) rmSync(objects, { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  writeFileSync(stampFile, stamp);
  const wanted = new Set(files.map((file) => file.replace(/\.cpp$/, '.o')));
  for (const file of readdirSync(objects, { recursive: true }).map(String)) {
    if (file.endsWith('.o') && !wanted.has(file)) rmSync(path.join(objects, file));
  }
}

const files = sourceFiles();
checkTools();
discardStale(files);
const objectOf = (file) => path.join(objects, file.replace(/\.cpp$/, '.o'));
const changed = files.filter((file) => !isCurrent(objectOf(file)));
if (changed.length > 0 && !(await compileAll(changed))) fail('compilation failed.');
const newest = Math.max(...files.map((file) => statSync(objectOf(file)).mtimeMs));
if (!existsSync(addon) || statSync(addon).mtimeMs < newest || changed.length > 0) {
  // Linked beside and renamed over: a process that has the old one loaded keeps it.
  const fresh = `${addon}.${process.pid}`;
  if (!(await run([...files.map(objectOf), ...linkFlags, '-o', fresh]))) {
    rmSync(fresh, { force: true });
    fail("linking failed (is oneDNN's library, libdnnl.so, installed?).");
  }
  renameSync(fresh, addon);
}
console.log(`${path.relative(root, addon)} is up to date`);
