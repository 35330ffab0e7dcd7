import type { Metadata } from './library';

const INTEGER = 0;
const FLOAT = 1;
const ENUM = 8;

/** int16, float32 ...; bool is how h5py stores numpy's booleans: an enumeration of bytes. */
export function datatypeOf({ type, size, signed }: Metadata): string | null {
  if (type === INTEGER && [1, 2, 4, 8].includes(size)) return `${signed ? 'int' : 'uint'}${8 * size}`;
  if (type === FLOAT && [4, 8].includes(size)) return `float${8 * size}`;
  if (type === ENUM && size === 1) return 'bool';
  return null;
}
