/** `npm run fuzz`: mutants of every kind of file and message against its reader. */
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/tensorflow.mjs';

const usage = `Usage: npm run fuzz -- [options]

  --minutes N   stop after so long (default 3)
  --mutants N   or after so many (default: no end)
  --seed N      decides all mutants (default 1)
  --hang N      seconds without progress that count as a hang (default 60)
  --from N      begin with this mutant
  --corpus      write finds into test/fuzz/corpus, which the unit tests read from then on
Needs dist/ (npm run build): HDF5 is read by its thread.`;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    mutants: { type: 'string' },
    seed: { type: 'string', default: '1' },
    hang: { type: 'string', default: '60' },
    from: { type: 'string', default: '0' },
    corpus: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const hdf5Thread = join(root, 'dist', 'hdf5.js');
if (!existsSync(hdf5Thread)) throw new Error('dist/hdf5.js is missing: npm run build');
// Beside its sources, because the seeds are found from there.
const program = join(root, 'test', 'fuzz', `.fuzz-${process.pid}.mjs`);
await build({
  ...bundleOptions,
  absWorkingDir: root,
  entryPoints: ['test/fuzz/main.ts'],
  outfile: program,
  sourcemap: false,
  logLevel: 'error',
});

const deadline = performance.now() + Number(values.minutes) * 60_000;
const most = values.mutants === undefined ? Number.MAX_SAFE_INTEGER : Number(values.mutants);
const counts = {};
const finds = [];
let done = 0;
let restarts = 0;
let memory = 0;
let at = Number(values.from);
const end = at + most;

function keep(find) {
  finds.push(find);
  console.log(`FIND ${find.number} ${find.reader}: ${find.what.split('\n').slice(0, 3).join(' | ')}`);
  if (!values.corpus || find.bytes === '') return;
  const bytes = Buffer.from(find.bytes, 'base64');
  const name = `${find.reader.replaceAll(/\W+/g, '-')}.${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
  mkdirSync(join(root, 'test', 'fuzz', 'corpus'), { recursive: true });
  writeFileSync(join(root, 'test', 'fuzz', 'corpus', name), bytes);
}

/** One process until it is done, hangs, dies or the time is over. */
function round() {
  const folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'llm-segnet-fuzz-'));
  const progress = join(folder, '..', `${folder.split('/').at(-1)}.progress`);
  const job = { seed: Number(values.seed), folder, progress, hdf5Thread, from: at, to: end, mostSeconds: 5 };
  const child = fork(program, [JSON.stringify(job)], {
    execArgv: ['--max-old-space-size=1500'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let latest = {};
  let last = '';
  let since = performance.now();
  let ours = false;
  child.on('message', (message) => {
    if (message.kind === 'find') keep(message);
    else {
      latest = message.counts;
      memory = Math.max(memory, message.memory);
    }
  });
  const look = setInterval(() => {
    const now = existsSync(progress) ? readFileSync(progress, 'utf8') : '';
    if (now !== last) {
      last = now;
      since = performance.now();
    }
    const hangs = performance.now() - since > Number(values.hang) * 1000;
    if (hangs) keep({ number: Number.parseInt(last, 10), reader: last, what: 'it hangs', bytes: '' });
    if (hangs || performance.now() > deadline) {
      ours = true;
      child.kill('SIGKILL');
    }
  }, 500);
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => {
      clearInterval(look);
      last = existsSync(progress) ? readFileSync(progress, 'utf8') : last;
      const number = Number.parseInt(last, 10);
      if (!ours && code !== 0) keep({ number, reader: last, what: `the process ended: ${code ?? signal}`, bytes: '' });
      for (const [name, count] of Object.entries(latest)) counts[name] = (counts[name] ?? 0) + count;
      done += Number.isFinite(number) ? number - at : 0;
      at = Number.isFinite(number) ? number + 1 : at + 1;
      rmSync(folder, { recursive: true, force: true });
      rmSync(progress, { force: true });
      resolve(code === 0);
    });
  });
}

const outside = () => readdirSync(root).sort().join('\n');
const before = outside();
const start = performance.now();
try {
  while (performance.now() < deadline && at < end && !(await round())) restarts++;
} finally {
  rmSync(program, { force: true });
}
if (outside() !== before) keep({ number: at, reader: 'all', what: 'a file appeared in the project', bytes: '' });
const minutes = (performance.now() - start) / 60_000;
console.log(
  `seed ${values.seed}: ${done} mutants in ${minutes.toFixed(1)} minutes, ${finds.length} finds, ${restarts} restarts, ${Math.round(memory / 1e6)} MB at most`,
);
for (const [name, count] of Object.entries(counts)) console.log(`  ${count} ${name}`);
process.exitCode = finds.length > 0 ? 1 : 0;
