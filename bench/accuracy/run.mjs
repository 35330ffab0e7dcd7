/**
 * Trains a list of experiments one after the other with the product's own command line, keeps what each run measured in
 * bench/accuracy/results/<study>/<name>.json, and prints the table over all of them.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { accuracyTable } from './table.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const cli = join(root, 'bin', 'llm-segnet.mjs');

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null;
}

function llmSegNet(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], { stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`llm-segnet ${args[0]} ended with ${code ?? signal}`)),
    );
  });
}

function trainArguments({ seed, labelled, method, set }, preset, data, out) {
  const settings = Object.entries(set).flatMap(([path, value]) => ['--set', `${path}=${JSON.stringify(value)}`]);
  return [
    'train',
    '--preset',
    preset,
    '--data',
    data,
    '--out',
    out,
    '--labelled',
    labelled,
    '--method',
    method,
    '--seed',
    seed,
    ...settings,
  ].map(String);
}

/** A run that was cut off goes on; one that cannot (killed before its first checkpoint) starts anew. */
async function trainOrResume(experiment, preset, data, out) {
  const record = readJson(join(out, 'run.json'));
  if (record?.state === 'done') return;
  if (record !== null && existsSync(join(out, 'checkpoints')) && record.iteration > 0) return llmSegNet(['resume', out]);
  rmSync(out, { recursive: true, force: true });
  return llmSegNet(trainArguments(experiment, preset, data, out));
}

const MEGABYTE = 2 ** 20;

/** Median step time and highest resident memory over a run's iterations. */
function costs(out) {
  const steps = readFileSync(join(out, 'metrics.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('{"kind":"train"'))
    .map((line) => JSON.parse(line));
  const seconds = steps.map((step) => step.seconds).sort((a, b) => a - b);
  const resident = steps.map(({ memory }) => memory?.rss ?? 0);
  return {
    secondsAnIteration: Number(seconds[Math.floor(seconds.length / 2)].toFixed(3)),
    residentMegabytes: Math.round(Math.max(...resident) / MEGABYTE),
  };
}

/** What is kept of a run: enough for the table and to know what it was made with. */
function resultOf(experiment, out) {
  const { iteration, results, codeVersion, machine, times, experimentHash } = readJson(join(out, 'run.json'));
  const { cpu, isa, threads, precision, backend } = machine;
  return {
    ...experiment,
    iterations: iteration,
    ...costs(out),
    finished: times.finished,
    codeVersion,
    experimentHash,
    machine: { cpu, isa, threads, precision, backend },
    test: results,
  };
}

function writeResult(path, result) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.tmp`, `${JSON.stringify(result, null, 2)}\n`);
  renameSync(`${path}.tmp`, path);
}

/** `experiments` is a list, or makes one of the command line's values; `options` are options of this study alone. */
export async function runAccuracy({ study, preset, experiments: given, options = {} }) {
  const { values } = parseArgs({
    options: {
      data: { type: 'string', default: process.env.LLMSEGNET_DATA },
      runs: { type: 'string', default: join(root, 'runs', 'accuracy', study) },
      only: { type: 'string' },
      table: { type: 'boolean', default: false },
      ...options,
    },
  });
  const experiments = typeof given === 'function' ? given(values) : given;
  const resultPath = ({ name }) => join(root, 'bench', 'accuracy', 'results', study, `${name}.json`);
  const chosen = experiments.filter(({ name }) => values.only === undefined || name.includes(values.only));
  if (!values.table) {
    if (values.data === undefined) throw new Error('Name the volumes: --data FOLDER or LLMSEGNET_DATA.');
    for (const experiment of chosen) {
      if (existsSync(resultPath(experiment))) continue;
      console.log(`\n== ${experiment.name}`);
      const out = join(values.runs, experiment.name);
      await trainOrResume(experiment, preset, values.data, out);
      writeResult(resultPath(experiment), resultOf(experiment, out));
    }
  }
  const done = experiments.map((experiment) => readJson(resultPath(experiment))).filter((result) => result !== null);
  console.log(`\n${accuracyTable(done)}`);
  if (done.length < experiments.length)
    console.log(`\n${experiments.length - done.length} of ${experiments.length} experiments are still to run.`);
}
