/** Walks the fields of a protobuf message in a file without reading what it does not need. */
import { readSync } from 'node:fs';

/** A field: its value for numbers, its place in the file for bytes. */
export interface Field {
  readonly number: number;
  readonly value: number;
  /** Where the bytes of a length-delimited field begin and end; both 0 for a number. */
  readonly from: number;
  readonly to: number;
}

const LONGEST_VARINT = 10;

function varint(descriptor: number, at: number, end: number): { value: number; next: number } {
  const bytes = Buffer.alloc(LONGEST_VARINT);
  const count = readSync(descriptor, bytes, 0, Math.min(LONGEST_VARINT, end - at), at);
  let value = 0;
  for (let i = 0; i < count; i++) {
    const byte = bytes[i] as number;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) {
      if (!Number.isSafeInteger(value)) break;
      return { value, next: at + i + 1 };
    }
  }
  throw new Error(`it is damaged at byte ${at}`);
}

/** @throws Error when the bytes from `from` to `to` are no protobuf message. */
export function* fields(descriptor: number, from: number, to: number): Generator<Field> {
  let at = from;
  while (at < to) {
    const key = varint(descriptor, at, to);
    const number = Math.floor(key.value / 8);
    const wire = key.value % 8;
    if (wire === 0) {
      const { value, next } = varint(descriptor, key.next, to);
      yield { number, value, from: 0, to: 0 };
      at = next;
    } else if (wire === 2) {
      const { value: length, next } = varint(descriptor, key.next, to);
      if (next + length > to) throw new Error(`it is damaged at byte ${at}`);
      yield { number, value: length, from: next, to: next + length };
      at = next + length;
    } else if (wire === 1 || wire === 5) {
      at = key.next + (wire === 1 ? 8 : 4);
    } else throw new Error(`it is damaged at byte ${at}`);
  }
}

/** The numbers of a packed repeated field. */
export function packedNumbers(descriptor: number, from: number, to: number): number[] {
  const numbers: number[] = [];
  for (let at = from; at < to; ) {
    const { value, next } = varint(descriptor, at, to);
    numbers.push(value);
    at = next;
  }
  return numbers;
}
