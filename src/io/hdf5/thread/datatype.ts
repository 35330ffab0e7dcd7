import type { Metadata } from './library';

const INTEGER = 0;
const FLOAT = 1;
const ENUM = 8;

/** int16, float32 ...; bool is how h5py stores numpy's booleans: an enumeration of bytes. */
export function datatypeOf({ type, size, signed }: Metadata): string | null {
  if (type === INTEGER && [1, 2, 4, 8].includes(size)) return `${signed ? 'int' : 'uint'}${8 * size}`;
  if (type === FLOAT && [2, 4, 8].includes(size)) return `float${8 * size}`;
  if (type === ENUM && size === 1) return 'bool';
  return null;
}

/** The number that the bits of an IEEE 754 half-precision float stand for. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

type Decode = (buffer: ArrayBuffer) => ArrayLike<number>;

const DECODERS: Readonly<Record<string, Decode>> = {
  bool: (buffer) => new Uint8Array(buffer),
  int8: (buffer) => new Int8Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  int16: (buffer) => new Int16Array(buffer),
  uint16: (buffer) => new Uint16Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  uint32: (buffer) => new Uint32Array(buffer),
  int64: (buffer) => Float64Array.from(new BigInt64Array(buffer), Number),
  uint64: (buffer) => Float64Array.from(new BigUint64Array(buffer), Number),
  float16: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber),
  float32: (buffer) => new Float32Array(buffer),
  float64: (buffer) => new Float64Array(buffer),
};

/** Bytes of the library (little endian) as numbers; `datatype` is one of datatypeOf. */
export function decode(buffer: ArrayBuffer, datatype: string): ArrayLike<number> {
  const known = DECODERS[datatype];
  if (known === undefined) throw new Error(`hdf5: no numbers of type ${datatype}`);
  return known(buffer);
}
