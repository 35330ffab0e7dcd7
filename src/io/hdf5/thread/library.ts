import type { Dataset, File, Metadata } from 'h5wasm';

export type { Dataset, File, Metadata };

/** The parts of the library's inner module that are used here; its own type leaves the error handler out. */
export interface H5Module {
  readonly FS: {
    writeFile(name: string, bytes: Uint8Array, options: { canOwn: boolean }): void;
    unlink(name: string): void;
  };
  readonly H5G_DATASET: number;
  /** The library's memory; another array after it has grown. */
  readonly HEAPU8: Uint8Array;
  _malloc(bytes: number): number;
  _free(address: number): void;
  activate_throwing_error_handler(): void;
  get_dataset_data(
    file: bigint,
    path: string,
    count: bigint[] | null,
    offset: bigint[] | null,
    strides: bigint[] | null,
    target: bigint,
  ): number;
}

const PAGE = 2 ** 16;

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Node's types know WebAssembly's name only. */
const { Memory } = (globalThis as unknown as { WebAssembly: { Memory: { prototype: WasmMemory } } }).WebAssembly;

/** Lets WebAssembly memory of this thread grow to `bytes` and no further: an allocation beyond fails inside the library. */
export function limitMemory(bytes: number): void {
  const grow = Reflect.get(Memory.prototype, 'grow') as (this: WasmMemory, pages: number) => number;
  Memory.prototype.grow = function limited(this: WasmMemory, pages: number): number {
    if (this.buffer.byteLength + pages * PAGE > bytes) throw new RangeError(`more than the ${bytes} bytes allowed`);
    return grow.call(this, pages);
  };
}

let loading: Promise<{ File: typeof File; module: H5Module }> | undefined;

async function load(): Promise<{ File: typeof File; module: H5Module }> {
  const library = await import('h5wasm');
  const module = (await library.ready) as unknown as H5Module;
  module.activate_throwing_error_handler();
  return { File: library.File, module };
}

/** The HDF5 library, loaded at the first file. */
export function hdf5Library(): Promise<{ File: typeof File; module: H5Module }> {
  loading ??= load();
  return loading;
}
