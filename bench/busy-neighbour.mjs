/** `node bench/busy-neighbour.mjs`: how much slower a training step becomes when another process keeps one core busy. */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleWorkers } from './lib/bundle.mjs';
import { describeMachine } from './lib/machine.mjs';
import { appendResults, formatTable } from './lib/report.mjs';
import { median } from './lib/statistics.mjs';
import { countedSeconds, runWorker } from './lib/worker.mjs';

const usage = `Usage: node bench/busy-neighbour.mjs [options]

  --shape SHAPE     batch x width x height x depth (default 4x32x48x32)
  --precision NAME  float32 (default) or bfloat16
  --threads LIST    thread counts to try (default ${availableParallelism()})
  --spin LIST       values of GOMP_SPINCOUNT to try; "product" is the product's own choice (default product)
  --steps N         (default 10)
  --rounds N        alone and beside a busy process, in turn (default 3)
  --dry             do not append to bench/RESULTS.md`;

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: '4x32x48x32' },
    precision: { type: 'string', default: 'float32' },
    threads: { type: 'string', default: String(availableParallelism()) },
    spin: { type: 'string', default: 'product' },
    steps: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '3' },
    dry: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const bundle = await bundleWorkers();

async function stepSeconds(threads, spin) {
  const worker = {
    command: [process.execPath, bundle('vnet-step')],
    environment: spin === 'product' ? {} : { GOMP_SPINCOUNT: spin },
  };
  const settings = {
    shape: values.shape.split('x').map(Number),
    precision: values.precision,
    threads,
    steps: Number(values.steps),
    budget: 60,
  };
  const result = await runWorker(worker, settings, 300);
  if (result.problem !== undefined) throw new Error(result.problem);
  return countedSeconds(result);
}

async function besideBusyProcess(work) {
  const neighbour = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  try {
    return await work();
  } finally {
    neighbour.kill('SIGKILL');
  }
}

const rows = [];
for (const threads of values.threads.split(',').map(Number)) {
  for (const spin of values.spin.split(',')) {
    const alone = [];
    const beside = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      alone.push(...(await stepSeconds(threads, spin)));
      beside.push(...(await besideBusyProcess(() => stepSeconds(threads, spin))));
    }
    const ratio = median(beside) / median(alone);
    rows.push([threads, spin, median(alone).toFixed(3), median(beside).toFixed(3), `${ratio.toFixed(2)}x`]);
    console.error(`threads ${threads}, spin ${spin}: ${ratio.toFixed(2)}x`);
  }
}
const table = formatTable(['threads', 'GOMP_SPINCOUNT', 'alone, median s', 'beside a busy process', 'slower'], rows);
const title = `### V-Net step ${values.shape} ${values.precision} beside a process that keeps one core busy`;
const text = `${title}\n\nMachine: ${describeMachine()}.\n\n${table}`;
console.log(text);
if (!values.dry) appendResults(`## ${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC\n\n${text}`);
