import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type * as tf from '@tensorflow/tfjs-core';
import type { Precision } from '../registry';
import type { NativeAddon, StorageType } from './addon';
import type { TypedStorage } from './entry';
import { Entry } from './entry';

type DataId = tf.DataId;

/** tf.memory() on this backend; all counts in bytes. */
export interface NativeMemoryInfo {
  unreliable: boolean;
  reasons: string[];
  /** Held by live tensors in native memory. */
  nativeBytes: number;
  nativePeakBytes: number;
  /** Mapped from the system, pooled free blocks included. */
  nativeMappedBytes: number;
}

/**
 * TensorFlow.js backend on the native addon. It inherits every kernel of tfjs-backend-cpu and overrides the heavy ones (kernels/).
 * float32 tensors move to native memory when a native kernel first uses them; all other dtypes stay in JavaScript.
 */
export class NativeBackend extends MathBackendCPU {
  private nextId = 0;
  /** tfjs drops a backend without disposing its tensors (tf.engine().reset()), and native memory is not garbage collected. */
  private readonly nativeEntries = new Set<Entry>();

  constructor(
    readonly addon: NativeAddon,
    /** How fused kernels store activations and their gradients. Everything a tensor shows outside is float32 either way. */
    public precision: Precision,
  ) {
    super();
  }

  get activationType(): StorageType {
    return this.precision;
  }

  override write(values: tf.backend_util.BackendValues, shape: number[], dtype: tf.DataType): DataId {
    const dataId = { id: this.nextId++ };
    this.data.set(dataId, new Entry(this.addon, shape, dtype, values));
    return dataId;
  }

  override move(
    dataId: DataId,
    values: tf.backend_util.BackendValues,
    shape: number[],
    dtype: tf.DataType,
    refCount: number,
  ): void {
    const entry = new Entry(this.addon, shape, dtype, values);
    entry.refCount = refCount;
    this.data.set(dataId, entry);
  }

  /** The data behind a tensor; moves it here from another backend if need be. */
  entry(dataId: DataId): Entry {
    const entry = this.data.get(dataId);
    if (!(entry instanceof Entry)) throw new Error('A tensor without data reached the native backend: it was disposed.');
    return entry;
  }

  /** The native storage of a float32 tensor. */
  storageOf(info: tf.TensorInfo): TypedStorage {
    if (info.dtype !== 'float32')
      throw new Error(`A ${info.dtype} tensor [${info.shape.join(', ')}] has no native storage: only float32 tensors do.`);
    const entry = this.entry(info.dataId);
    const data = entry.native();
    this.nativeEntries.add(entry);
    return data;
  }

  /** A new float32 tensor on a storage, which belongs to the tensor from now on. */
  wrap(data: TypedStorage, shape: readonly number[]): tf.TensorInfo {
    const dataId = { id: this.nextId++ };
    const entry = Entry.ofStorage(this.addon, shape, data);
    this.nativeEntries.add(entry);
    this.data.set(dataId, entry);
    return { dataId, shape: [...shape], dtype: 'float32' };
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.data.has(dataId)) return true;
    const entry = this.entry(dataId);
    const disposed = super.disposeData(dataId, force);
    if (disposed) {
      entry.free();
      this.nativeEntries.delete(entry);
    }
    return disposed;
  }

  override memory(): NativeMemoryInfo {
    const { used, peak, mapped } = this.addon.memory();
    return { ...super.memory(), nativeBytes: used, nativePeakBytes: peak, nativeMappedBytes: mapped };
  }

  override dispose(): void {
    for (const entry of this.nativeEntries) entry.free();
    this.nativeEntries.clear();
  }
}
