/**
 * The safetensors layout: 8 bytes header length (little endian), a JSON header, blocks of float32 or int32. Python and Rust read it as it is, which
 * is why checkpoints are not a format of our own.
 */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

const MOST_HEADER_BYTES = 100 * 2 ** 20;

/** Blocks to write one after the other; the tensors' memory is used as it is. */
export function encodeSafetensors(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): Uint8Array[] {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const { name, shape, data } of tensors) {
    if (name in header) throw new Error(`safetensors: two tensors are named ${name}`);
    if (shape.reduce((product, extent) => product * extent, 1) !== data.length) {
      throw new Error(`safetensors: ${name} has ${data.length} numbers, its shape is [${shape.join(', ')}]`);
    }
    header[name] = {
      dtype: data instanceof Int32Array ? 'I32' : 'F32',
      shape,
      data_offsets: [offset, offset + data.byteLength],
    } satisfies Entry;
    offset += data.byteLength;
  }
  const text = Buffer.from(JSON.stringify(header), 'utf8');
  const padded = Math.ceil(text.length / 8) * 8;
  const start = Buffer.alloc(8 + padded, ' ');
  start.writeBigUInt64LE(BigInt(padded), 0);
  start.set(text, 8);
  return [start, ...tensors.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))];
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const { dtype, shape, data_offsets: offsets } = value as Record<string, unknown>;
  const counts = (list: unknown): list is number[] =>
    Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && (n as number) >= 0);
  return (dtype === 'F32' || dtype === 'I32') && counts(shape) && counts(offsets) && offsets.length === 2;
}

/** Tensors and metadata of a file in memory. Throws Error when the bytes are not what encodeSafetensors writes. */
export function decodeSafetensors(bytes: Uint8Array): { tensors: NamedTensor[]; metadata: Record<string, string> } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 8) throw new Error('the file is too short');
  const length = Number(view.getBigUint64(0, true));
  if (length > MOST_HEADER_BYTES || 8 + length > bytes.length) throw new Error('the header is longer than the file');
  const header: unknown = JSON.parse(Buffer.from(bytes.subarray(8, 8 + length)).toString('utf8'));
  if (typeof header !== 'object' || header === null) throw new Error('the header is not an object');
  const body = bytes.subarray(8 + length);
  const { __metadata__: metadata = {}, ...entries } = header as Record<string, unknown>;
  const tensors = Object.entries(entries).map(([name, entry]): NamedTensor => {
    if (!isEntry(entry)) throw new Error(`${name} is no tensor of float32 or int32`);
    const [from, to] = entry.data_offsets;
    const count = entry.shape.reduce((product, extent) => product * extent, 1);
    if (to > body.length || to - from !== 4 * count)
      throw new Error(`${name}: bytes ${from} to ${to} do not hold ${count} numbers`);
    // A copy: the header's length decides where the block starts, and a Float32Array needs a multiple of 4. (A Buffer's own slice()
    // would not copy.)
    const { buffer } = new Uint8Array(body.subarray(from, to));
    return { name, shape: entry.shape, data: entry.dtype === 'I32' ? new Int32Array(buffer) : new Float32Array(buffer) };
  });
  return { tensors, metadata: metadata as Record<string, string> };
}
