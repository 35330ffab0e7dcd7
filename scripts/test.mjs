/**
 * The test command: stages in order, the cheap ones first, stopping at the first that fails; what reads the code runs side by side. Ends with
 * 'N passed, N failed' over unit tests and TensorFlow.js op specs.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesOnKernels } from './testFiles.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const addon = join(root, 'build', 'native', 'llm_segnet.node');
const counts = { passed: 0, failed: 0, skipped: 0 };
/** What a green run does not speak of. */
const leftOut = [];
const notes = [];
/** On the workbench in every run: what the unit tests cannot see of it. The other files take as long again, and wait for --workbench. */
const WORKBENCH = ['extension', 'prompt', 'views', 'host'];
/** Those that make no sense without the engine; the others leave out their native cases by themselves. */
const onlyNative = ['--exclude=test/native/**', '--exclude=test/tensor/native/**'];

const environmentOf = () => ({ ...process.env, PATH: `${join(root, 'node_modules', '.bin')}:${process.env.PATH}` });

/** Runs a command, showing what it prints. Resolves to its exit code (null after a signal) and its output. */
function run(command, args, environment = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: { ...environmentOf(), ...environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      process.stdout.write(chunk);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/**
 * Runs checks, as many at a time as there are processors, the long ones first. Each shows what it printed when it has ended; the first that
 * fails ends the others, so that it is seen early.
 */
async function sideBySide(checks) {
  const waiting = [...checks];
  const running = new Set();
  let ok = true;
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined && ok; next = waiting.shift()) {
      const [name, command, args] = next;
      const start = performance.now();
      const { code, output } = await quietly(command, args, running);
      if (!ok) return;
      process.stdout.write(output);
      console.log(`-- ${name}: ${code === 0 ? 'ok' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
      if (code === 0) continue;
      ok = false;
      for (const child of running) child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  return ok;
}

/** Runs a command without showing what it prints; it is among `running` meanwhile. Resolves to its exit code and its output. */
function quietly(command, args, running) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, env: environmentOf(), stdio: ['ignore', 'pipe', 'pipe'] });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ code, output });
    });
  });
}

/** Adds vitest's report to the totals. Returns how many tests passed. */
function count({ numPassedTests, numFailedTests, numPendingTests, numTodoTests }) {
  counts.passed += numPassedTests;
  counts.failed += numFailedTests;
  counts.skipped += numPendingTests + numTodoTests;
  return numPassedTests;
}

async function unitTests(files = [], environment = {}) {
  const report = join(root, 'build', 'test', 'unit.json');
  mkdirSync(dirname(report), { recursive: true });
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await run('vitest', ['run', ...reporters, ...files], environment);
  if (!existsSync(report)) return false;
  return count(JSON.parse(readFileSync(report, 'utf8'))) > 0 && code === 0;
}

/** Adds the last 'N passed, N failed' that a script of tests printed. Returns whether there was one. */
function countPrinted(output) {
  const totals = [...output.matchAll(/(\d+) passed, (\d+) failed(?:, (\d+) skipped)?/g)].at(-1);
  if (totals === undefined) return false;
  counts.passed += Number(totals[1]);
  counts.failed += Number(totals[2]);
  counts.skipped += Number(totals[3] ?? 0);
  return true;
}

async function conformance() {
  const { code, output } = await run(process.execPath, ['test/conformance/run.mjs']);
  return countPrinted(output) && code === 0;
}

/**
 * Begins to install the workbench, minutes of one core at a low priority, while other tests run. `wait` shows what it printed; what failed is tried
 * again, and told, by the stage that needs it.
 */
function beginWorkbench() {
  const child = spawn('nice', ['-n', '10', 'bash', 'scripts/setup-workbench'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = new Promise((resolve) => child.on('error', resolve).on('close', resolve));
  // In a process group of its own, so that all of it goes when a stage fails or the user gives up.
  const end = () => {
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // It has ended.
    }
  };
  process.on('exit', end);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit(1));
  const wait = async () => {
    await ended;
    process.off('exit', end);
    process.stdout.write(output);
  };
  return { wait, end };
}

/** The extension on a real workbench. Where that cannot be installed it says why and is left out. */
async function workbench(names) {
  await installing?.wait();
  const { code, output } = await run(process.execPath, ['test/e2e/run.mjs', '--attempts=2', ...names]);
  if (countPrinted(output)) remember(output);
  else if (code === 0) leftOut.push('the tests on a real workbench, which cannot be installed here (the reason is above)');
  return code === 0;
}

/** A file of tests that was green only when tried again is said at the end, where it is read. */
function remember(output) {
  for (const [line] of output.matchAll(/^Green only when tried again: .*$/gm)) notes.push(line);
}

/** The processor's instruction set as the addon names it, or null when the addon is not built. A process of its own: loading may crash. */
function supportedIsa() {
  if (!existsSync(addon)) return null;
  const script = `process.stdout.write(require(${JSON.stringify(addon)}).machine().supportedIsa)`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The native engine is built but does not load: ${stderr}`);
  return stdout;
}

const isa = supportedIsa();
const withWorkbench = !process.argv.includes('--no-workbench');
let installing;
const stages = [
  {
    name: 'types, lint, layers and bundles',
    go: () =>
      sideBySide([
        // ESLint's rules need the types of other files, so a cache by file would miss what a change elsewhere breaks. The compiler's is sound.
        ['eslint', 'eslint', ['.']],
        ['types', 'tsc', ['--noEmit', '-p', '.']],
        ['layers', 'depcruise', ['src', 'webview', '--config', '.dependency-cruiser.cjs']],
        ['types of the views', 'tsc', ['--noEmit', '-p', 'webview']],
        ['unused files, exports and packages', 'knip', []],
        ['biome', 'biome', ['check', '.']],
        ['bundles', process.execPath, ['scripts/build.mjs']],
      ]),
  },
  {
    name: 'unit tests',
    go: () => {
      if (withWorkbench) installing = beginWorkbench();
      return unitTests(isa === null ? onlyNative : []);
    },
  },
];

if (isa === null && process.env.CI === 'true') {
  // Without it most of the tests are skipped, and a green run would say nothing.
  stages.unshift({ name: 'native engine (not built, which CI does not accept)', go: async () => false });
} else if (isa !== null) {
  stages.push({ name: "TensorFlow.js's own op tests on the native engine", go: conformance });
  if (isa !== 'avx2') {
    const lowered = { LLMSEGNET_ISA: 'avx2', ONEDNN_MAX_CPU_ISA: 'AVX2' };
    stages.push({ name: `tests of kernels with avx2 instead of ${isa}`, go: () => unitTests(filesOnKernels(root), lowered) });
  }
}

if (withWorkbench) {
  const names = process.argv.includes('--workbench') ? [] : WORKBENCH;
  stages.push({ name: 'the extension on a real workbench', go: () => workbench(names) });
}

let stopped = '';
for (const { name, go } of stages) {
  console.log(`\n== ${name}`);
  const start = performance.now();
  const ok = await go();
  console.log(`== ${name}: ${ok ? 'ok' : 'FAILED'}, ${((performance.now() - start) / 1000).toFixed(1)} s`);
  if (!ok) {
    stopped = name;
    break;
  }
}

if (stopped !== '') {
  installing?.end();
  console.log(`\nStopped at: ${stopped}`);
  process.exitCode = 1;
  if (counts.failed === 0) counts.failed = 1;
} else if (isa === null) {
  leftOut.push('the tests of the native engine, which is not built (bash scripts/setup says why)');
}
for (const what of leftOut) console.log(`\nLeft out: ${what}.`);
for (const note of notes) console.log(`\n${note}`);
console.log(`${counts.passed} passed, ${counts.failed} failed${counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''}`);
