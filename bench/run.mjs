/** `npm run bench`: see README.md, or --help. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleWorkers } from './lib/bundle.mjs';
import { debianPython, defaultModes, findContenders, modes } from './lib/contenders.mjs';
import { describeMachine, loadAverage, measurePeaks } from './lib/machine.mjs';
import { appendResults, formatEngine, formatPeaks, formatRatios, formatShape, formatTimes, highestPeaks } from './lib/report.mjs';
import { measureShape, probe, summarise } from './lib/session.mjs';

const usage = `Usage: npm run bench -- [options]

Times a training step of our engine and of its peers, in turn, each time in a process of its own.

  --workload NAME   vnet: one network's step; cotraining: a whole iteration of LLM-SegNet; inference: a volume under
                    sliding windows, by A and B; all (default)
  --shapes LIST     batch x width x height x depth (default 1x112x112x80,4x112x112x80,4x32x48x32)
  --modes LIST      of ${modes.join(', ')} (default: the first four)
  --python PATH     a Python with PyTorch, beside Debian's; may be given more than once
  --steps N         steps a process counts (default 5); one more before them warms up
  --rounds N        how often every contender has its turn (default 3)
  --budget SECONDS  a process starts no further step after this long, and slow contenders get fewer rounds (default 20)
  --slowest SECONDS a contender whose step would take longer is skipped (default 120)
  --limit SECONDS   a process is ended after this long (default 900)
  --threads N       (default ${availableParallelism()}, what this process may use)
  --filters N       base filters of the V-Net (default 16)
  --dropout RATE    (default 0)
  --dry             do not append to bench/RESULTS.md`;

const { values } = parseArgs({
  options: {
    workload: { type: 'string', default: 'all' },
    shapes: { type: 'string', default: '1x112x112x80,4x112x112x80,4x32x48x32' },
    modes: { type: 'string', default: defaultModes.join(',') },
    python: { type: 'string', multiple: true, default: [] },
    steps: { type: 'string', default: '5' },
    rounds: { type: 'string', default: '3' },
    budget: { type: 'string', default: '20' },
    slowest: { type: 'string', default: '120' },
    limit: { type: 'string', default: '900' },
    threads: { type: 'string', default: String(availableParallelism()) },
    filters: { type: 'string', default: '16' },
    dropout: { type: 'string', default: '0' },
    dry: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

function fail(message) {
  console.error(message);
  process.exit(2);
}

function number(name, least) {
  const value = Number(values[name]);
  return value >= least ? value : fail(`--${name} must be a number of at least ${least}, got ${values[name]}`);
}

function parseShape(text) {
  const shape = text.split('x').map(Number);
  const valid = shape.length === 4 && shape.every((size) => Number.isInteger(size) && size > 0);
  return valid && shape.slice(1).every((size) => size % 16 === 0)
    ? shape
    : fail(`--shapes: ${text} is not batch x width x height x depth with sizes that are multiples of 16`);
}

if (values.help) {
  console.log(usage);
  process.exit(0);
}
const wanted = values.modes.split(',');
for (const mode of wanted) if (!modes.includes(mode)) fail(`--modes: ${mode} is none of ${modes.join(', ')}`);
const titles = { vnet: 'One V-Net step', cotraining: 'One co-training iteration', inference: 'One volume, 8 windows, A and B' };
const workloads = values.workload === 'all' ? Object.keys(titles) : [values.workload];
if (workloads.some((workload) => !(workload in titles))) fail(`--workload: ${values.workload} is unknown`);
const shapes = values.shapes.split(',').map(parseShape);
const options = {
  steps: number('steps', 1),
  rounds: number('rounds', 1),
  budget: number('budget', 0),
  slowest: number('slowest', 0),
  limit: number('limit', 1),
  threads: number('threads', 1),
  filters: number('filters', 1),
  dropout: number('dropout', 0),
};

const say = (line) => process.stderr.write(`${line}\n`);
const sections = [];
function section(text) {
  if (text === '') return;
  sections.push(text);
  console.log(`\n${text}`);
}

const bundle = await bundleWorkers();
const load = loadAverage();
section(`Machine: ${describeMachine()}.`);
let peaks = measurePeaks(options.threads);
let measurements = 1;
if (load > 0.5) section(`Load average at the start: ${load}. Something else was running; the times below are not to be trusted.`);

for (const workload of workloads) {
  const { contenders, absent } = findContenders({ workload, bundle, wanted, pythons: [debianPython, ...values.python] });
  if (absent.length > 0) section(absent.join(' '));
  say(`\n${workload}, one step at a small shape:`);
  await probe(contenders, options, say);
  const title = titles[workload];
  for (const shape of shapes) {
    if (workload === 'cotraining' && shape[0] < 2) continue; // it takes a labelled and an unlabelled patch
    say(`\n${title}, ${formatShape(shape)}:`);
    const summaries = summarise(await measureShape(contenders, shape, options, say));
    peaks = highestPeaks(peaks, measurePeaks(options.threads));
    measurements += 1;
    const tables = [
      formatTimes(shape, summaries, { ...options, workload, peak: peaks.fp32 }),
      formatEngine(summaries),
      formatRatios(summaries),
    ];
    section(`### ${title}, ${formatShape(shape)}\n\n${tables.filter((table) => table !== '').join('\n\n')}`);
  }
}

section(`${formatPeaks(peaks)} (The highest of ${measurements} measurements spread over the run.)`);

if (!values.dry) {
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ');
  const given = process.argv
    .slice(2)
    .map((part, index, all) => (all[index - 1] === '--python' ? 'PATH' : part.replace(/^(--python=).*/, '$1PATH')));
  const command = ['npm run bench', ...(given.length > 0 ? ['--', ...given] : [])].join(' ');
  appendResults(`## ${date} UTC\n\n\`${command}\`\n\n${sections.join('\n\n')}`);
}
