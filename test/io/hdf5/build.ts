import type { GuessableDataTypes } from 'h5wasm';
import { File as Hdf5File, ready } from 'h5wasm';

export interface ArrayFields {
  readonly data: GuessableDataTypes;
  readonly shape: number[];
  readonly dtype?: string;
  readonly chunks?: number[];
  readonly compression?: number;
}

type Inner = { FS: { readFile(name: string): Uint8Array; unlink(name: string): void } };

let built = 0;

/** Bytes of an HDF5 file made in memory. */
export async function buildHdf5(arrays: Record<string, ArrayFields>, also?: (file: Hdf5File) => void): Promise<Uint8Array> {
  const { FS } = (await ready) as unknown as Inner;
  const name = `/built${built++}.h5`;
  const file = new Hdf5File(name, 'w', { libver: ['earliest', 'latest'] });
  for (const [key, fields] of Object.entries(arrays)) file.create_dataset({ name: key, ...fields });
  also?.(file);
  file.close();
  const bytes = FS.readFile(name).slice();
  FS.unlink(name);
  return bytes;
}

const FLOAT32_LITTLE = [0x11, 0x20, 0x1f, 0, 4, 0, 0, 0, 0, 0, 0x20, 0, 0x17, 8, 0, 0x17, 0x7f, 0, 0, 0];
export const FLOAT32_BIG = [0x11, 0x21, ...FLOAT32_LITTLE.slice(2)];
export const FLOAT16_LITTLE = [0x11, 0x20, 0x0f, 0, 2, 0, 0, 0, 0, 0, 0x10, 0, 0x0a, 5, 0, 0x0a, 0x0f, 0, 0, 0];

/**
 * The file with its first float32 data set (not chunked, little endian) declared to be of another type, its voxels in as many bytes: what
 * the library itself cannot write.
 */
export function withDatatype(bytes: Uint8Array, message: readonly number[], storedBytes: number): Uint8Array {
  const place = Buffer.from(bytes).indexOf(Uint8Array.from(FLOAT32_LITTLE));
  if (place < 0) throw new Error('there is no float32 data set');
  const changed = Buffer.from(bytes);
  changed.set(message, place);
  // Data layout message: version, class 1 (contiguous), address, size.
  for (let at = 0; at + 18 <= changed.length; at++) {
    const isLayout = [3, 4].includes(changed[at] as number) && changed[at + 1] === 1;
    if (
      isLayout &&
      changed.readBigUInt64LE(at + 2) < changed.length &&
      changed.readBigUInt64LE(at + 10) === BigInt(2 * storedBytes)
    )
      changed.writeBigUInt64LE(BigInt(storedBytes), at + 10);
  }
  return changed;
}
