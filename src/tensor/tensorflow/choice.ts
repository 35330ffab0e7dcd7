/** The backend `tensorflow`: tfjs-node's kernels on the TensorFlow that the user names, on a GPU where that one uses it. */
import * as tf from '@tensorflow/tfjs-core';
import type { ActiveBackend, Availability, BackendChoice, BackendOptions } from '../registry';
import { chooseThreads } from '../threads';
import { requireBinding } from './binding';
import type { TensorflowInstallation } from './installation';
import { inspectInstallation, namedFolder } from './installation';
import { registerTensorflowBackend } from './load';
import { TensorflowProblem } from './problem';

function requireInstallation(options: BackendOptions): TensorflowInstallation {
  const folder = namedFolder(options);
  if (folder === undefined) {
    throw new TensorflowProblem(
      'No TensorFlow folder is named.',
      'Set the setting "tensorflow" or the environment variable LLMSEGNET_TENSORFLOW to site-packages/tensorflow.',
    );
  }
  const installation = inspectInstallation(folder);
  requireBinding(installation);
  return installation;
}

async function probe(options: BackendOptions): Promise<Availability> {
  try {
    requireInstallation(options);
    return { available: true };
  } catch (error) {
    if (error instanceof TensorflowProblem) return { available: false, why: error.why.replace(/\.$/, ''), fix: error.fix };
    throw error;
  }
}

/** TensorFlow reads its thread count and its log level from the environment when its library is loaded. */
function setEnvironment(threads: number): void {
  process.env['TF_NUM_INTRAOP_THREADS'] = String(threads);
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
}

let loaded: { folder: string; threads: number } | undefined;

async function activate(options: BackendOptions): Promise<ActiveBackend> {
  const { threads, warnings } = chooseThreads(options.threads);
  if (options.precision === 'bfloat16') warnings.push('The tensorflow backend computes in float32; bfloat16 is not used.');
  const installation = requireInstallation(options);
  if (loaded === undefined) {
    setEnvironment(threads);
    registerTensorflowBackend(installation);
    loaded = { folder: installation.folder, threads };
  }
  if (loaded.folder !== installation.folder) {
    throw new TensorflowProblem(
      `This process already uses the TensorFlow in ${loaded.folder}.`,
      `Start another process to use the one in ${installation.folder}.`,
    );
  }
  if (loaded.threads !== threads) warnings.push(`TensorFlow keeps the ${loaded.threads} threads it was started with.`);
  await tf.setBackend('tensorflow');
  return { name: tf.getBackend(), precision: 'float32', threads: loaded.threads, warnings };
}

export const tensorflowBackend: BackendChoice = { id: 'tensorflow', probe, activate };
