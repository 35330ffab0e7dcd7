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
  const file = new Hdf5File(name, 'w');
  for (const [key, fields] of Object.entries(arrays)) file.create_dataset({ name: key, ...fields });
  also?.(file);
  file.close();
  const bytes = FS.readFile(name).slice();
  FS.unlink(name);
  return bytes;
}
