/**
 * `npm run test:tensorflow`: one V-Net step on the `tensorflow` backend equals the same step on `native` in float32. Makes a
 * Python virtual environment with tensorflow-cpu (1.6 GB, from PyPI) in .tools/ the first time; not part of the test command.
 *   --python PATH       the Python to make the environment with (default python3)
 *   --tensorflow PATH   use this TensorFlow folder; no environment is made
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deserialize } from 'node:v8';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/tensorflow.mjs';

/** Two correct float32 implementations differ by this much at most: rounding moves a few values across a ReLU's threshold. */
const tolerance = { loss: 1e-5, gradient: 2e-2, buffer: 1e-5 };

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = join(root, 'test', 'tensorflow');
const tools = join(root, '.tools');
const output = join(tools, 'test-tensorflow');
const { values } = parseArgs({ options: { python: { type: 'string', default: 'python3' }, tensorflow: { type: 'string' } } });

const run = (program, parameters, options) => execFileSync(program, parameters, { stdio: 'inherit', ...options });

/** Returns site-packages/tensorflow of the environment. */
function prepareTensorflow() {
  const folder = join(tools, 'tensorflow-venv');
  const python = join(folder, 'bin', 'python');
  if (!existsSync(python)) run(values.python, ['-m', 'venv', folder]);
  const script = 'import sysconfig; print(sysconfig.get_path("purelib"))';
  const tensorflow = join(execFileSync(python, ['-c', script], { encoding: 'utf8' }).trim(), 'tensorflow');
  if (!existsSync(tensorflow)) {
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-compile', 'tensorflow-cpu']);
  }
  return tensorflow;
}

async function bundle(name) {
  const outfile = join(output, `${name}.mjs`);
  await build({ ...bundleOptions, entryPoints: [join(here, `${name}.ts`)], outfile });
  return outfile;
}

/** |a - b| / |b|, Euclidean. */
function relativeError(a, b) {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < b.length; i++) {
    difference += (a[i] - b[i]) ** 2;
    size += b[i] ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / size);
}

const counts = { passed: 0, failed: 0 };
function check(name, error, allowed) {
  const passed = error <= allowed; // false for NaN
  counts[passed ? 'passed' : 'failed']++;
  if (!passed) console.log(`FAILED ${name}: relative error ${error.toExponential(2)}, allowed ${allowed}`);
}

function compare(kind, ours, theirs) {
  if ([...ours.keys()].join() !== [...theirs.keys()].join()) throw new Error(`the ${kind}s have different names`);
  let worst = ['', 0];
  for (const [name, reference] of theirs) {
    const error = relativeError(ours.get(name), reference);
    if (!(error <= worst[1])) worst = [name, error];
    check(`${kind} ${name}`, error, tolerance[kind]);
  }
  console.log(`${theirs.size} ${kind}s, largest relative error ${worst[1].toExponential(2)} (${worst[0]})`);
}

mkdirSync(output, { recursive: true });
const tensorflow = values.tensorflow ?? prepareTensorflow();
const env = { ...process.env, LLMSEGNET_CACHE: process.env.LLMSEGNET_CACHE ?? tools, LLMSEGNET_TENSORFLOW: tensorflow };
run(process.execPath, [await bundle('buildCommand'), 'backend', 'build-tensorflow', '--tensorflow', tensorflow], { env });

const step = await bundle('step');
const results = ['native', 'tensorflow'].map((backend) => {
  const file = join(output, `${backend}.bin`);
  run(process.execPath, [step, backend, file], { env });
  return deserialize(readFileSync(file));
});
const [ours, theirs] = results;
for (const part of ['crossEntropy', 'dice']) {
  console.log(`${part}: native ${ours[part]}, tensorflow ${theirs[part]}`);
  check(part, Math.abs(ours[part] - theirs[part]) / Math.abs(theirs[part]), tolerance.loss);
}
compare('gradient', ours.gradients, theirs.gradients);
compare('buffer', ours.buffers, theirs.buffers);
console.log(`seconds: native ${ours.seconds.toFixed(2)}, tensorflow ${theirs.seconds.toFixed(2)}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed === 0 ? 0 : 1;
