/**
 * What a tensor backend must offer to be chosen by selectBackend(). One file per backend exports a BackendChoice; src/tensor/backends.ts
 * lists them.
 */
import type { ConvolutionPreference, ConvolutionWay, Machine } from './native/addon';

export type BackendId = 'native' | 'js' | 'tensorflow';
export type Precision = 'float32' | 'bfloat16';

export interface BackendOptions {
  /** 'auto' takes native where it loads, else js with a warning. */
  backend?: 'auto' | BackendId;
  /** How activations are stored; 'auto' takes bfloat16 where a measurement on this machine finds it 15 % faster. */
  precision?: 'auto' | Precision;
  /** How convolutions are computed where there are several ways; 'auto': LLMSEGNET_CONVOLUTION, else by measurement. */
  convolution?: 'auto' | ConvolutionPreference;
  /** Ways that were chosen before, which go before what this machine's cache says. */
  convolutions?: Readonly<Record<string, ConvolutionWay>>;
  /** 'auto' follows the cgroup's CPU quota and the process's CPU affinity. */
  threads?: number | 'auto';
  /** Folder of the user's TensorFlow (site-packages/tensorflow), for the tensorflow backend. */
  tensorflow?: string;
}

/** Whether a backend can run here; if not, why, and what the user can do about it. Both are whole sentences. */
export type Availability = { available: true } | { available: false; why: string; fix: string };

export interface ActiveBackend {
  /** The TensorFlow.js backend that is now the active one (tf.getBackend()). */
  name: string;
  precision: Precision;
  threads: number;
  /** Whole sentences: what in `options` could not be done as asked, or will be slow. */
  warnings: string[];
  machine?: Machine;
  /** Of the native backend. */
  convolution?: ConvolutionPreference;
  /** Milliseconds of processor time of some blocks of a network in either storage, where that decided the precision. */
  measured?: Readonly<Record<Precision, number>>;
}

export interface BackendChoice {
  id: BackendId;
  /** Must not change the process when it answers "not available"; may load what it needs when it is. */
  probe(options: BackendOptions): Promise<Availability>;
  /** Registers the backend with TensorFlow.js and makes it the active one. Called only after probe() said available. */
  activate(options: BackendOptions): Promise<ActiveBackend>;
}
