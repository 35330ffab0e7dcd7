import type { backend_util, DataId, DataType, TensorInfo } from '@tensorflow/tfjs-core';
import type { NativeAddon, StorageId, StorageType } from './addon';
import { NO_STORAGE } from './addon';

export interface TypedStorage {
  readonly storage: StorageId;
  readonly type: StorageType;
}

/** What float32 holds without loss, as far as tfjs is concerned. */
const FLOATS: ReadonlySet<DataType> = new Set(['float32', 'bool', 'int32']);

/** What a fused kernel keeps for its gradient. */
export interface Kept extends TypedStorage {
  readonly shape: readonly number[];
  /** The kernel's output, where its gradient function may free it early. */
  readonly output?: DataId;
}

/**
 * The data behind one or more tensors: a JavaScript array, or, once a native kernel made or used it, a native storage. Not both, but for
 * bool and int32 that are read as float32: the array is dropped when it is copied to native memory, and every read of a storage gives a fresh array. An array that the user handed in
 * is therefore copied at its first native use and never written to.
 *
 * The shape follows tfjs-backend-cpu's TensorData, so that inherited kernels read `values` and know nothing of storages.
 */
export class Entry {
  refCount = 1;
  complexTensorInfos?: { real: TensorInfo; imag: TensorInfo };
  /** Lives no longer than this data. */
  kept: Kept | undefined;
  private storage: StorageId = NO_STORAGE;
  private storageType: StorageType = 'float32';
  private whyReleased: string | undefined;

  constructor(
    private readonly addon: NativeAddon,
    private readonly shape: readonly number[],
    readonly dtype: DataType,
    private array: backend_util.BackendValues | undefined,
  ) {}

  static ofStorage(addon: NativeAddon, shape: readonly number[], data: TypedStorage): Entry {
    const entry = new Entry(addon, shape, 'float32', undefined);
    entry.storage = data.storage;
    entry.storageType = data.type;
    return entry;
  }

  get isNative(): boolean {
    return this.storage !== NO_STORAGE;
  }

  /** The elements as inherited kernels want them; float32 whatever the storage is. */
  get values(): backend_util.BackendValues {
    this.requireData();
    // A complex tensor has none of its own; tfjs knows, its type does not.
    return this.isNative && this.array === undefined ? this.addon.read(this.storage) : (this.array as backend_util.BackendValues);
  }

  /**
   * The native storage, made from the JavaScript array at the first call. tfjs casts bool and int32 to float32 by giving the same data
   * another name: such data has a storage of floats beside its own array.
   */
  native(): TypedStorage {
    this.requireData();
    if (!this.isNative) {
      if (!FLOATS.has(this.dtype) || this.array === undefined) {
        throw new Error(`A ${this.dtype} tensor ${this.describeShape()} has no native storage: only numbers do.`);
      }
      const values = this.array instanceof Float32Array ? this.array : Float32Array.from(this.array as ArrayLike<number>);
      const storage = this.addon.allocate(values.length, 'float32');
      this.addon.write(storage, values);
      this.storage = storage;
      if (this.dtype === 'float32') this.array = undefined;
    }
    return { storage: this.storage, type: this.storageType };
  }

  /** Hands the native storage to the caller, who now owns it; any later use of this data is an Error that says why. */
  take(why: string): TypedStorage {
    const data = this.native();
    this.storage = NO_STORAGE;
    this.whyReleased = why;
    return data;
  }

  /** Gives the data's memory back before its tensors are disposed; any later use is an Error that says why. */
  release(why: string): void {
    this.free();
    this.whyReleased = why;
  }

  /** Frees the memory; the entry must not be used again. */
  free(): void {
    if (this.isNative) this.addon.release(this.storage);
    this.storage = NO_STORAGE;
    this.array = undefined;
    if (this.kept !== undefined) this.addon.release(this.kept.storage);
    this.kept = undefined;
  }

  private requireData(): void {
    if (this.whyReleased !== undefined) throw new Error(`Tensor ${this.describeShape()} ${this.whyReleased}.`);
  }

  private describeShape(): string {
    return `[${this.shape.join(', ')}]`;
  }
}
