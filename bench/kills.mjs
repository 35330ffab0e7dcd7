/** `node bench/kills.mjs`: `kill -9` at random moments of small runs, each resumed to its end and compared, bit for bit, with one left in peace. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `Usage: node bench/kills.mjs [options]

  --kills N     kills in all (default 60: some minutes)
  --each N      kills of one run at most (default 10)
  --seed N      decides when they come (default 1)
  --keep        leave the folder of the runs, also when none is lost
  Needs dist/ and build/native (npm run build, npm run build:native); both are copied first.`;

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '60' },
    each: { type: 'string', default: '10' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = createRandom(Number(values.seed));
const below = (count) => Math.floor(random() * count);
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// A copy: a build in the meantime must not change the program under a run.
const root = fileURLToPath(new URL('..', import.meta.url));
const place = mkdtempSync(join(tmpdir(), 'llm-segnet-kills-'));
for (const part of ['dist', 'build/native', 'prompts', 'package.json'])
  cpSync(join(root, part), join(place, 'program', part), { recursive: true });
const cli = join(place, 'program', 'dist', 'cli.js');
mkdirSync(join(place, 'program', 'node_modules'), { recursive: true });

/** Every way of the engine, of the method and of the selection takes its turn; a checkpoint after every iteration. */
const variants = [
  ['float32', 1, 'llm-segnet', 'last'],
  ['bfloat16', 1, 'llm-segnet', 'best'],
  ['float32', 2, 'llm-segnet', 'best'],
  ['float32', 1, 'supervised', 'best'],
  ['bfloat16', 2, 'llm-segnet', 'last'],
].map(([precision, threads, method, selection]) => ({
  name: `${method}-${precision}-${threads}-${selection}`,
  experiment: {
    name: 'kills',
    seed: 5,
    iterations: 30,
    method: { kind: method },
    data: {
      labelled: 2,
      ...(selection === 'last' ? {} : { heldOut: 1 }),
      source: { kind: 'phantom', cases: 6, testCases: 1, size: [20, 20, 16] },
    },
    patch: [16, 16, 16],
    network: { kind: 'vnet', filters: 4 },
    batch: { labelled: 1, unlabelled: 1 },
    evaluation: selection === 'last' ? {} : { selection, validationEvery: 4 },
    run: { threads, precision, checkpointSeconds: 0.001 },
  },
}));

/** Runs a command; `watch` sees each line of its output, and the process first. */
function start(parameters, watch = () => undefined) {
  const child = spawn(process.execPath, [cli, ...parameters], { cwd: place, stdio: ['ignore', 'pipe', 'pipe'] });
  let rest = '';
  let errors = '';
  watch(null, child);
  child.stdout.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) watch(line, child);
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, errors }));
  });
}

/** Kills a process so many milliseconds after its start, or after so many iterations or words about the test, and a moment. */
function killer() {
  const moment = random() * 60;
  const byClock = random() < 0.25 ? 150 + random() * 1500 : null;
  const inTest = random() < 0.15;
  let left = 1 + below(5);
  return (line, child) => {
    const kill = (milliseconds) => setTimeout(() => child.kill('SIGKILL'), milliseconds).unref();
    if (line === null) {
      if (byClock !== null) kill(byClock);
      return;
    }
    if (byClock !== null) return;
    const counts = line.includes(inTest ? '"evaluat' : '"kind":"trained"');
    if (counts && --left === 0) kill(moment);
    else if (line.includes('"phase":"evaluating"')) kill(moment * 4);
  };
}

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 16);

/** All that a run has learnt and told, without times and what the machine says: file or line -> content. */
function resultOf(run) {
  const result = {};
  const record = JSON.parse(readFileSync(join(run, 'run.json'), 'utf8'));
  result['state'] = record.state;
  result['results'] = JSON.stringify(record.results);
  const lines = readFileSync(join(run, 'metrics.jsonl'), 'utf8').trim().split('\n');
  result['metrics'] = hash(
    lines
      .map((line) => {
        const { seconds: _s, dataSeconds: _d, memory: _m, ...numbers } = JSON.parse(line);
        return JSON.stringify(numbers);
      })
      .join('\n'),
  );
  const files = readdirSync(run, { recursive: true }).map((name) => join(run, name));
  for (const file of files.filter((name) => /\.(safetensors|nii\.gz)$/.test(name)))
    result[relative(run, file)] = hash(readFileSync(file));
  return result;
}

function differences(run, expected) {
  const found = resultOf(run);
  return [...new Set([...Object.keys(found), ...Object.keys(expected)])].filter((key) => found[key] !== expected[key]);
}

const references = new Map();
async function referenceOf({ name, experiment }) {
  const known = references.get(name);
  if (known) return known;
  const file = join(place, `${name}.llmsegnet.json`);
  writeFileSync(file, JSON.stringify(experiment));
  const out = join(place, `reference-${name}`);
  const { code, errors } = await start(['train', file, '--out', out, '--progress', 'ndjson']);
  if (code !== 0) throw new Error(`${name} failed in peace: ${errors}`);
  const reference = { file, result: resultOf(out) };
  references.set(name, reference);
  return reference;
}

let kills = 0;
let before = 0;
let leftBehind = 0;
const lost = [];
const moments = {};

/** One run, killed several times and brought to its end. */
async function tormented(number) {
  const variant = variants[number % variants.length];
  const { file, result } = await referenceOf(variant);
  const out = join(place, `run-${number}`);
  let phase = 'start';
  const most = Math.min(Number(values.each), Number(values.kills) - kills);
  for (let own = 0; ; ) {
    const fresh = !existsSync(join(out, 'run.json'));
    if (fresh) rmSync(out, { recursive: true, force: true });
    const kill = own < most ? killer() : () => undefined;
    phase = 'start';
    const command = fresh ? ['train', file, '--out', out] : ['resume', out];
    const { code, signal, errors } = await start([...command, '--progress', 'ndjson'], (line, child) => {
      kill(line, child);
      phase = /"phase":"(\w+)"/.exec(line ?? '')?.[1] ?? phase;
    });
    if (signal === 'SIGKILL') {
      own++;
      kills++;
      moments[phase] = (moments[phase] ?? 0) + 1;
      if (!existsSync(join(out, 'run.json'))) before++;
      continue;
    }
    // It was done before the signal came, or between its last write and its end.
    const record = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
    if (code !== 0 && record.state !== 'done') {
      lost.push(`run-${number} (${variant.name}): code ${code}: ${errors.trim()}`);
      return;
    }
    leftBehind += readdirSync(out, { recursive: true }).filter((name) => name.endsWith('.tmp')).length;
    const other = differences(out, result);
    if (other.length > 0) lost.push(`run-${number} (${variant.name}): differs in ${other.join(', ')}`);
    else if (!values.keep) rmSync(out, { recursive: true });
    return;
  }
}

let runs = 0;
while (kills < Number(values.kills)) {
  await tormented(runs++);
  console.log(`${kills} kills in ${runs} runs, ${lost.length} lost${lost.length > 0 ? `: ${lost.at(-1)}` : ''}`);
  await pause(10);
}
const spread = Object.entries(moments).map(([phase, count]) => `${count} ${phase}`);
console.log(`${kills} kills (${spread.join(', ')}; ${before} before there was a run) in ${runs} runs: ${lost.length} lost`);
console.log(`${leftBehind} temporary files of killed writers are left`);
for (const line of lost) console.log(line);
if (lost.length > 0) process.exitCode = 1;
else if (!values.keep) rmSync(place, { recursive: true });
if (existsSync(place)) console.log(`The runs are in ${place}`);
