/**
 * End-to-end tests: `npm run test:e2e [-- NAME...]`. Installs the workbench once (scripts/setup-workbench), packages the extension, and drives it,
 * a file of tests at a time. Ends with 'N passed, N failed'. Where the workbench cannot be installed it says why, and nothing is counted.
 *
 *   node test/e2e/run.mjs [NAME...] [--no-package] [--attempts=2]
 *
 * A workbench on a busy machine may be later than any patience: with --attempts=2 a file that failed is tried once more from its beginning, and the
 * last lines name it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tests = join(root, 'test', 'e2e');
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const report = join(root, 'build', 'test', 'e2e.json');
/** What scripts/setup-workbench returns where this machine cannot have a workbench. */
const CANNOT = 3;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'no-package': { type: 'boolean', default: false }, attempts: { type: 'string', default: '1' } },
});

function run(command, args, environment = {}) {
  const options = { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...environment } };
  return spawnSync(command, args, options).status ?? 1;
}

function fail(message) {
  console.error(message);
  process.exitCode = 1;
}

/** Runs one file of tests. Returns how many passed and failed; what stops a file before its first test counts as one failure. */
function attempt(name, isFirst) {
  rmSync(report, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const config = ['--config', 'test/e2e/vitest.config.ts'];
  const environment = isFirst ? {} : { LLMSEGNET_E2E_INSTALLED: '1' };
  const status = run(process.execPath, [vitest, 'run', ...config, ...reporters, `test/e2e/${name}.e2e.ts`], environment);
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : {};
  const { numPassedTests: passed = 0, numFailedTests: failed = 0 } = counted;
  return { passed, failed: status === 0 ? failed : Math.max(1, failed) };
}

function drive(names) {
  const total = { passed: 0, failed: 0 };
  const late = [];
  mkdirSync(join(root, 'build', 'test'), { recursive: true });
  for (const name of names) {
    let counts = attempt(name, name === names[0]);
    for (let count = 2; count <= Number(values.attempts) && counts.failed > 0; count++) {
      console.log(`\n== ${name} failed; attempt ${count}`);
      counts = attempt(name, false);
      if (counts.failed === 0) late.push(name);
    }
    total.passed += counts.passed;
    total.failed += counts.failed;
    if (counts.failed > 0) break;
  }
  for (const name of late) console.log(`Green only when tried again: ${name}`);
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0;
}

/** The package of this machine, made anew unless told otherwise. */
function packageExtension() {
  if (values['no-package']) return true;
  const target = existsSync(join(root, 'build', 'native', 'llm_segnet.node')) ? 'linux-x64' : 'universal';
  return run(process.execPath, ['scripts/package.mjs', `--target=${target}`]) === 0;
}

function main() {
  const all = readdirSync(tests).flatMap((file) => /^(.+)\.e2e\.ts$/.exec(file)?.[1] ?? []);
  const unknown = positionals.filter((name) => !all.includes(name));
  if (unknown.length > 0) return fail(`No such tests: ${unknown.join(', ')}. There are ${all.join(', ')}.`);
  const prepared = run('bash', ['scripts/setup-workbench']);
  if (prepared === CANNOT) return console.log('Left out: the workbench cannot be installed here; the reason is above.');
  if (prepared !== 0) return fail('The workbench could not be installed; the reason is above.');
  if (!packageExtension()) return fail('The extension could not be packaged; the reason is above.');
  if (!drive(positionals.length > 0 ? positionals : all)) process.exitCode = 1;
}

main();
