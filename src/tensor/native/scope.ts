import type * as tf from '@tensorflow/tfjs-core';
import type { StorageId, StorageType } from './addon';
import { NO_STORAGE } from './addon';
import type { NativeBackend } from './backend';
import type { TypedStorage } from './entry';

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

export interface Output extends TypedStorage {
  readonly info: tf.TensorInfo;
}

/**
 * The storages of one kernel call. Temporaries are freed when the call ends, outputs only when it throws, so that a failing kernel (a bad
 * shape, no memory left) leaves nothing behind.
 */
export class KernelScope {
  private readonly temporaries = new Set<StorageId>();
  private readonly outputs: tf.TensorInfo[] = [];

  constructor(readonly backend: NativeBackend) {}

  get addon(): NativeBackend['addon'] {
    return this.backend.addon;
  }

  /** Storage of an input; with `type`, converted to it in a temporary where it is stored otherwise. */
  input(info: tf.TensorInfo, type?: StorageType): StorageId {
    const data = this.backend.storageOf(info);
    if (type === undefined || type === data.type) return data.storage;
    return this.copy(data.storage, product(info.shape), type);
  }

  /** A storage that this call owns, as a temporary of the wanted type. */
  converted(data: TypedStorage, elements: number, type: StorageType): StorageId {
    const storage = this.own(data.storage);
    return data.type === type ? storage : this.copy(storage, elements, type);
  }

  optionalInput(info: tf.TensorInfo | undefined, type?: StorageType): StorageId {
    return info === undefined ? NO_STORAGE : this.input(info, type);
  }

  typeOf(info: tf.TensorInfo): StorageType {
    return this.backend.storageOf(info).type;
  }

  output(shape: readonly number[], type: StorageType): Output {
    return this.adopt({ storage: this.addon.allocate(product(shape), type), type }, shape);
  }

  /** An output on a storage that exists already. */
  adopt(data: TypedStorage, shape: readonly number[]): Output {
    const info = this.backend.wrap(data, shape);
    this.temporaries.delete(data.storage);
    this.outputs.push(info);
    return { ...data, info };
  }

  /** An output that shares an input's data. */
  share(info: tf.TensorInfo): tf.TensorInfo {
    this.backend.incRef(info.dataId);
    this.outputs.push(info);
    return { dataId: info.dataId, shape: info.shape, dtype: info.dtype };
  }

  temporary(elements: number, type: StorageType): StorageId {
    return this.own(this.addon.allocate(elements, type));
  }

  private copy(from: StorageId, elements: number, type: StorageType): StorageId {
    const to = this.temporary(elements, type);
    this.addon.convert(from, to);
    return to;
  }

  /** Makes a storage a temporary of this call. */
  own(storage: StorageId): StorageId {
    this.temporaries.add(storage);
    return storage;
  }

  /** Takes a temporary out of this call's care. */
  disown(storage: StorageId): StorageId {
    this.temporaries.delete(storage);
    return storage;
  }

  isTemporary(storage: StorageId): boolean {
    return this.temporaries.has(storage);
  }

  /** Runs `body`, then frees what has to be freed. */
  run<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      for (const info of this.outputs) this.backend.disposeData(info.dataId);
      throw error;
    } finally {
      for (const storage of this.temporaries) this.addon.release(storage);
    }
  }
}
