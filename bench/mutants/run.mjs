/**
 * Do the tests see it when the code is wrong? `node bench/mutants/run.mjs [NUMBER...]`: makes one small fault after the other (list.json: file,
 * text, text in its place, tests to run), runs the nearest tests, and takes the fault back. A mutant that survives is a test that is missing.
 * Prints a table as bench/RESULTS.md has it. The work tree must have no changes of its own in these files.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const mutants = JSON.parse(readFileSync(new URL('list.json', import.meta.url), 'utf8'));
const wanted = process.argv.slice(2).map(Number);

const passing = new Map();

/** Whether some tests pass as the tree stands; those that fail anyway kill nothing. */
function passes(tests) {
  const { status } = spawnSync('npx', ['vitest', 'run', ...tests.split(' '), '--maxWorkers=1', '--bail=1', '--reporter=dot'], {
    cwd: root,
    stdio: 'ignore',
    timeout: 300_000,
  });
  return status === 0;
}

/** Whether the tests fail with the fault in place; a text that is not there, or there twice, is an error of the list. */
function isKilled([file, text, replacement, tests]) {
  const path = join(root, file);
  const source = readFileSync(path, 'utf8');
  if (source.split(text).length !== 2) throw new Error(`${file}: "${text}" must be there once`);
  writeFileSync(
    path,
    source.replace(text, () => replacement),
  );
  try {
    return !passes(tests);
  } finally {
    writeFileSync(path, source);
  }
}

const shown = (text) => `\`${(text === '' ? 'nothing' : text).replaceAll('|', '\\|')}\``;
console.log('| # | file | instead of | stands | killed by |\n|---|---|---|---|---|');
let survivors = 0;
for (const [index, mutant] of mutants.entries()) {
  const [file, text, replacement, tests] = mutant;
  if (wanted.length > 0 && !wanted.includes(index + 1)) continue;
  let verdict;
  try {
    verdict = isKilled(mutant) ? tests : '**survives**';
  } catch (error) {
    verdict = error.message;
  }
  if (verdict === '**survives**') survivors++;
  console.log(`| ${index + 1} | ${file} | ${shown(text)} | ${shown(replacement)} | ${verdict} |`);
}
process.exitCode = survivors === 0 ? 0 : 1;
