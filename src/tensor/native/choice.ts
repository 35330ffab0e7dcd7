import * as tf from '@tensorflow/tfjs-core';
import type { ActiveBackend, BackendChoice, BackendOptions } from '../registry';
import { chooseThreads } from '../threads';
import type { Isa, NativeAddon } from './addon';
import { NativeBackend } from './backend';
import type { Loaded } from './load';
import { HOW_TO_BUILD, loadAddon } from './load';
import { chooseComputation } from './measured/choices';
import { NATIVE, registerNativeBackend } from './register';

/** Where storage in bfloat16 was asked for and is not known to be fast. */
function precisionWarnings(wanted: BackendOptions['precision'], isa: Isa): string[] {
  const multiplies = isa === 'avx512_bf16' || isa === 'amx_bf16';
  if (wanted !== 'bfloat16' || multiplies) return [];
  return [`This processor (${isa}) has no bfloat16 arithmetic: precision bfloat16 saves memory, and may be slower than float32.`];
}

function requireAddon(): Extract<Loaded, { addon: NativeAddon }> {
  const loaded = loadAddon();
  if ('failure' in loaded) throw new Error(`Backend native is not available: ${loaded.failure}. ${HOW_TO_BUILD}`);
  return loaded;
}

async function activate(options: BackendOptions): Promise<ActiveBackend> {
  const { addon, file } = requireAddon();
  const threads = chooseThreads(options.threads);
  addon.setThreads(threads.threads);
  const { precision, convolution, times } = chooseComputation(addon, file, options);
  if (tf.engine().findBackendFactory(NATIVE) === null) registerNativeBackend(addon, precision);
  await tf.setBackend(NATIVE);
  const backend = tf.backend();
  if (!(backend instanceof NativeBackend)) throw new Error('Another backend is registered under the name native.');
  backend.precision = precision;
  const machine = addon.machine();
  return {
    name: NATIVE,
    precision,
    threads: threads.threads,
    warnings: [...precisionWarnings(options.precision, machine.isa), ...threads.warnings],
    machine,
    convolution,
    ...(times === undefined ? {} : { measured: times }),
  };
}

/** The engine of this product: a Node-API addon over oneDNN, on any x86-64 Linux machine with AVX2. */
export const nativeBackend: BackendChoice = {
  id: NATIVE,
  probe: async () => {
    const loaded = loadAddon();
    return 'failure' in loaded ? { available: false, why: loaded.failure, fix: HOW_TO_BUILD } : { available: true };
  },
  activate,
};
