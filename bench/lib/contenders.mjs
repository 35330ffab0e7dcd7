/** Who takes part: our engine in both precisions, and PyTorch in both precisions and layouts with every Python that has it. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const torchFolder = fileURLToPath(new URL('../torch', import.meta.url));
export const debianPython = '/usr/bin/python3';
export const modes = [
  'native-float32',
  'native-bfloat16',
  'torch-float32',
  'torch-bfloat16',
  'tensorflow-float32',
  'native-direct',
];
export const defaultModes = modes.slice(0, 4);
/** Our engine with direct convolutions only: what Winograd's are compared with. */
export const baseline = 'native-direct';
/** The bundle of each workload. */
const workers = { vnet: 'vnet-step', cotraining: 'cotraining', inference: 'inference' };
const shortPrecision = { float32: 'fp32', bfloat16: 'bf16' };

/** torch's version in a Python, such as "2.15.0", or undefined. */
function torchVersion(python) {
  try {
    const script = 'import torch; print(torch.__version__.split("+")[0])';
    return execFileSync(python, ['-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  } catch {
    return undefined;
  }
}

/**
 * @param workload 'vnet', 'cotraining' or 'inference'
 * @returns {{contenders: object[], absent: string[]}} a contender is {name, engine, precision, layout, worker}; `name` is
 * the same for both layouts of a torch mode, of which the faster one counts. absent: sentences about what cannot take part.
 */
export function findContenders({ workload, bundle, wanted, pythons }) {
  const contenders = [];
  const absent = [];
  const wants = (engine) => ['float32', 'bfloat16'].filter((precision) => wanted.includes(`${engine}-${precision}`));
  for (const engine of ['native', 'tensorflow']) {
    for (const precision of wants(engine)) {
      const command = [process.execPath, bundle(workers[workload])];
      contenders.push({ name: `${engine} ${shortPrecision[precision]}`, engine, precision, layout: '', worker: { command } });
    }
  }
  if (wanted.includes(baseline)) {
    const worker = { command: [process.execPath, bundle(workers[workload])], environment: { LLMSEGNET_CONVOLUTION: 'direct' } };
    contenders.push({ name: 'native fp32 direct', engine: 'native', baseline: true, precision: 'float32', layout: '', worker });
  }
  for (const python of wants('torch').length > 0 ? pythons : []) {
    const version = torchVersion(python);
    if (version === undefined) {
      const where = python === debianPython ? "Debian's python3 (apt-get install python3-torch)" : 'a Python of --python';
      absent.push(`No PyTorch in ${where}.`);
      continue;
    }
    for (const precision of wants('torch')) {
      for (const layout of ['plain', 'channels_last']) {
        const command = [python, join(torchFolder, `${workload}.py`)];
        const name = `torch ${version} ${shortPrecision[precision]}`;
        contenders.push({ name, engine: 'torch', precision, layout, worker: { command } });
      }
    }
  }
  return { contenders, absent };
}
