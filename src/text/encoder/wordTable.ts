/**
 * Rows of a model's input word embeddings, read from its .onnx file: stock exports give the last hidden state only, and the most
 * literal reading of the paper needs what goes in. Layout: onnx/onnx:onnx/onnx.proto3 (ModelProto, GraphProto, TensorProto).
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { asFileError, FileError } from '../../io/fileError';
import type { ModelFolder } from './modelFolder';
import { fields, packedNumbers } from './protobuf';

interface Table {
  readonly name: string;
  readonly shape: readonly number[];
  /** TensorProto.DataType: 1 float32, 10 float16. */
  readonly type: number;
  readonly from: number;
  readonly to: number;
}

const GRAPH = 7;
const INITIALIZER = 5;
const TENSOR = { dims: 1, type: 2, name: 8, raw: 9 } as const;
const FLOAT32 = 1;
const FLOAT16 = 10;

function readBytes(descriptor: number, from: number, to: number): Buffer {
  const bytes = Buffer.alloc(to - from);
  if (readSync(descriptor, bytes, 0, bytes.length, from) !== bytes.length) throw new Error('it ends too early');
  return bytes;
}

function tableAt(descriptor: number, start: number, end: number): Table {
  const shape: number[] = [];
  const found = { name: '', type: 0, from: 0, to: 0 };
  for (const { number, value, from, to } of fields(descriptor, start, end)) {
    if (number === TENSOR.dims) shape.push(...(to === 0 ? [value] : packedNumbers(descriptor, from, to)));
    else if (number === TENSOR.type) found.type = value;
    else if (number === TENSOR.name) found.name = readBytes(descriptor, from, Math.min(to, from + 1000)).toString('utf8');
    else if (number === TENSOR.raw) Object.assign(found, { from, to });
  }
  return { ...found, shape };
}

function* tables(descriptor: number, size: number): Generator<Table> {
  for (const graph of fields(descriptor, 0, size)) {
    if (graph.number !== GRAPH) continue;
    for (const { number, from, to } of fields(descriptor, graph.from, graph.to)) {
      if (number === INITIALIZER) yield tableAt(descriptor, from, to);
    }
  }
}

/** IEEE half precision to a number. */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function rowOf(descriptor: number, { type, from }: Table, row: number, size: number): Float32Array {
  const width = type === FLOAT32 ? 4 : 2;
  const bytes = readBytes(descriptor, from + row * size * width, from + (row + 1) * size * width);
  return Float32Array.from({ length: size }, (_, i) =>
    type === FLOAT32 ? bytes.readFloatLE(4 * i) : half(bytes.readUInt16LE(2 * i)),
  );
}

function findTable(descriptor: number, { onnx, vocabulary, size }: ModelFolder): Table {
  const fitting = [...tables(descriptor, statSync(onnx).size)].filter(
    ({ shape, type, from, to }) =>
      shape.length === 2 &&
      shape[0] === vocabulary &&
      shape[1] === size &&
      (type === FLOAT32 || type === FLOAT16) &&
      to - from === vocabulary * size * (type === FLOAT32 ? 4 : 2),
  );
  const named = fitting.filter(({ name }) => name.includes('word_embeddings'));
  const [table, another] = named.length > 0 ? named : fitting;
  if (table === undefined || another !== undefined) {
    const problem = `no table of ${vocabulary} x ${size} word embeddings can be told apart (quantised models have none).`;
    throw new FileError(onnx, 'word embeddings', problem, "Use an unquantised export, or another pooling ('mean', 'cls').");
  }
  return table;
}

/** The embeddings of the given tokens, [tokens, size] flat. Throws FileError when the file has no such table. */
export function readWordEmbeddings(model: ModelFolder, tokens: readonly number[]): Float32Array {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(model.onnx, 'r');
    const table = findTable(descriptor, model);
    const rows = new Float32Array(tokens.length * model.size);
    for (const [i, token] of tokens.entries()) rows.set(rowOf(descriptor, table, token, model.size), i * model.size);
    return rows;
  } catch (error) {
    throw asFileError(model.onnx, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
