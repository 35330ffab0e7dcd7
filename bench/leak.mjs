/** `node bench/leak.mjs`: resident memory over many training steps; exits with 1 when it grows. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { bundleWorkers } from './lib/bundle.mjs';
import { runWorker } from './lib/worker.mjs';

const usage = `Usage: node bench/leak.mjs [options]

  --workload NAME   vnet (default) or cotraining
  --shape SHAPE     batch x width x height x depth (default 2x32x48x32)
  --precision NAME  float32 (default) or bfloat16
  --steps N         (default 200)
  --from N          the step from which on memory must not grow (default 20)
  --allowed MB      growth that counts as none (default 8)`;

const { values } = parseArgs({
  options: {
    workload: { type: 'string', default: 'vnet' },
    shape: { type: 'string', default: '2x32x48x32' },
    precision: { type: 'string', default: 'float32' },
    steps: { type: 'string', default: '200' },
    from: { type: 'string', default: '20' },
    allowed: { type: 'string', default: '8' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}

const bundle = await bundleWorkers();
const worker = { command: [process.execPath, '--expose-gc', bundle(values.workload === 'vnet' ? 'vnet-step' : 'cotraining')] };
const settings = {
  shape: values.shape.split('x').map(Number),
  precision: values.precision,
  threads: availableParallelism(),
  steps: Number(values.steps),
  budget: Number.MAX_VALUE,
};
const { steps, problem } = await runWorker(worker, settings, 3600);
if (problem !== undefined) throw new Error(problem);
const at = (step) => steps[step]?.residentMegabytes ?? NaN;
const [first, last] = [Number(values.from), Number(values.steps)];
const growth = at(last) - at(first);
const what = `${values.workload} ${values.shape} ${values.precision}`;
console.log(`${what}: ${at(first).toFixed(1)} MB at step ${first}, ${at(last).toFixed(1)} MB at step ${last}`);
if (!(growth <= Number(values.allowed))) {
  console.log(`It grew by ${growth.toFixed(1)} MB.`);
  process.exitCode = 1;
}
