/** Voxel types of the NIfTI standard that hold one real number, by header code. */
export interface Datatype {
  readonly name: string;
  readonly bytes: 1 | 2 | 4 | 8;
  /** The stored numbers as an array; `block` is little endian and starts at offset 0 of its buffer. */
  readonly view: (block: Uint8Array) => ArrayLike<number> | BigInt64Array | BigUint64Array;
}

function typed<T>(
  make: new (buffer: ArrayBufferLike, offset: number, length: number) => T,
  bytes: number,
): (block: Uint8Array) => T {
  return (block) => new make(block.buffer, block.byteOffset, block.byteLength / bytes);
}

export const DATATYPES: ReadonlyMap<number, Datatype> = new Map<number, Datatype>([
  [2, { name: 'uint8', bytes: 1, view: typed(Uint8Array, 1) }],
  [4, { name: 'int16', bytes: 2, view: typed(Int16Array, 2) }],
  [8, { name: 'int32', bytes: 4, view: typed(Int32Array, 4) }],
  [16, { name: 'float32', bytes: 4, view: typed(Float32Array, 4) }],
  [64, { name: 'float64', bytes: 8, view: typed(Float64Array, 8) }],
  [256, { name: 'int8', bytes: 1, view: typed(Int8Array, 1) }],
  [512, { name: 'uint16', bytes: 2, view: typed(Uint16Array, 2) }],
  [768, { name: 'uint32', bytes: 4, view: typed(Uint32Array, 4) }],
  [1024, { name: 'int64', bytes: 8, view: typed(BigInt64Array, 8) }],
  [1280, { name: 'uint64', bytes: 8, view: typed(BigUint64Array, 8) }],
]);

/** Known to the standard, but not one real number a voxel: named so that the error can say what the file holds. */
export const OTHER_DATATYPES: ReadonlyMap<number, string> = new Map([
  [1, 'binary'],
  [32, 'complex64'],
  [128, 'RGB24'],
  [1536, 'float128'],
  [1792, 'complex128'],
  [2048, 'complex256'],
  [2304, 'RGBA32'],
]);

/** Reverses the bytes of every number in place, for big-endian files. */
export function swapBytes(block: Uint8Array, bytes: Datatype['bytes']): void {
  const buffer = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
  if (bytes === 2) buffer.swap16();
  else if (bytes === 4) buffer.swap32();
  else if (bytes === 8) buffer.swap64();
}

/** slope * stored + intercept in float64, rounded once to float32. */
export function decodeVoxels(block: Uint8Array, datatype: Datatype, slope: number, intercept: number): Float32Array {
  const stored = datatype.view(block);
  const scaled = slope !== 1 || intercept !== 0;
  if (stored instanceof Float32Array && !scaled) return stored;
  const values = new Float32Array(stored.length);
  if (stored instanceof BigInt64Array || stored instanceof BigUint64Array) {
    for (let index = 0; index < values.length; index++) values[index] = Number(stored[index]) * slope + intercept;
  } else if (scaled) {
    for (let index = 0; index < values.length; index++) values[index] = (stored[index] as number) * slope + intercept;
  } else {
    values.set(stored);
  }
  return values;
}
