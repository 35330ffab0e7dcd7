import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import type { ActiveBackend, BackendChoice, BackendOptions } from './registry';

const JS = 'js';

function quietBackend(): MathBackendCPU {
  const backend = new MathBackendCPU();
  // Its first use would print an advertisement for tfjs-node.
  Object.assign(backend, { firstUse: false });
  return backend;
}

async function activate(options: BackendOptions): Promise<ActiveBackend> {
  if (tf.engine().findBackendFactory(JS) === null) {
    tf.registerBackend(JS, quietBackend, 1);
    tf.copyRegisteredKernels('cpu', JS);
  }
  await tf.setBackend(JS);
  const warnings: string[] = [];
  if (options.precision === 'bfloat16') warnings.push('Backend js computes in float32; precision bfloat16 is not applied.');
  if (typeof options.threads === 'number' && options.threads > 1)
    warnings.push('Backend js uses one thread, whatever threads says.');
  return { name: JS, precision: 'float32', threads: 1, warnings };
}

/** tfjs-backend-cpu: plain JavaScript on one thread. The reference that tests compare against; far too slow to train on volumes. */
export const jsBackend: BackendChoice = { id: JS, probe: async () => ({ available: true }), activate };
