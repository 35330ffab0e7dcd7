import * as tf from '@tensorflow/tfjs-core';
import type { ActiveBackend, BackendChoice, BackendOptions, Precision } from '../registry';
import { chooseThreads } from '../threads';
import type { Isa, NativeAddon } from './addon';
import { NativeBackend } from './backend';
import { HOW_TO_BUILD, loadAddon } from './load';
import { NATIVE, registerNativeBackend } from './register';

/** Where the processor multiplies bfloat16 in hardware, it is the faster precision; elsewhere it is emulated and slower than float32. */
const FAST_BFLOAT16: ReadonlySet<Isa> = new Set<Isa>(['avx512_bf16', 'amx_bf16']);

function choosePrecision(wanted: BackendOptions['precision'], isa: Isa): { precision: Precision; warnings: string[] } {
  const isFast = FAST_BFLOAT16.has(isa);
  if (wanted === undefined || wanted === 'auto') return { precision: isFast ? 'bfloat16' : 'float32', warnings: [] };
  const isSlow = wanted === 'bfloat16' && !isFast;
  const warning = `This processor (${isa}) has no bfloat16 arithmetic, so precision bfloat16 is slower here than float32.`;
  return { precision: wanted, warnings: isSlow ? [warning] : [] };
}

function requireAddon(): NativeAddon {
  const loaded = loadAddon();
  if ('failure' in loaded) throw new Error(`Backend native is not available: ${loaded.failure}. ${HOW_TO_BUILD}`);
  return loaded.addon;
}

async function activate(options: BackendOptions): Promise<ActiveBackend> {
  const addon = requireAddon();
  const { precision, warnings } = choosePrecision(options.precision, addon.machine().isa);
  const threads = chooseThreads(options.threads);
  addon.setThreads(threads.threads);
  if (tf.engine().findBackendFactory(NATIVE) === null) registerNativeBackend(addon, precision);
  await tf.setBackend(NATIVE);
  const backend = tf.backend();
  if (!(backend instanceof NativeBackend)) throw new Error('Another backend is registered under the name native.');
  backend.precision = precision;
  return {
    name: NATIVE,
    precision,
    threads: threads.threads,
    warnings: [...warnings, ...threads.warnings],
    machine: addon.machine(),
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
