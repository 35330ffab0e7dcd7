/** Mutants of files: a function of (file, seed, number), so that any one can be made again. */
const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0x22, 0x5b, 0x5c, 0x7b, 0x0a, 0x0d, 0x09, 0x20, 0x2d, 0x2e, 0x2f];

/** Numbers from 0 to 1 that the seed decides (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Change = (bytes: Buffer, below: (count: number) => number, other: Buffer) => Buffer;

const cut = (bytes: Buffer, from: number, to: number, between: Uint8Array = Buffer.alloc(0)): Buffer =>
  Buffer.concat([bytes.subarray(0, from), between, bytes.subarray(to)]);

const CHANGES: readonly Change[] = [
  (bytes, below) => {
    const at = below(bytes.length);
    return cut(bytes, at, at + 1, Buffer.from([below(256)]));
  },
  (bytes, below) => {
    const at = below(bytes.length);
    return cut(bytes, at, at + 1, Buffer.from([(bytes[at] ?? 0) ^ (1 << below(8))]));
  },
  (bytes, below) => {
    const at = below(bytes.length + 1);
    return cut(bytes, at, at, Buffer.from([INTERESTING[below(INTERESTING.length)] ?? 0]));
  },
  (bytes, below) => bytes.subarray(0, below(bytes.length + 1)),
  (bytes, below) => {
    const from = below(bytes.length + 1);
    return cut(bytes, from, Math.min(bytes.length, from + 1 + below(40)));
  },
  (bytes, below) => {
    const from = below(bytes.length + 1);
    const part = bytes.subarray(from, from + 1 + below(40));
    const times = 1 + below(below(10) === 0 ? 2000 : 6);
    return cut(bytes, from, from, Buffer.concat(Array.from({ length: times }, () => part)));
  },
  (bytes, below, other) => cut(bytes, below(bytes.length + 1), bytes.length, other.subarray(below(other.length + 1))),
  // Numbers of text and of headers at their limits.
  (bytes, below) => {
    const digits = /\d+/g;
    const text = bytes.toString('latin1');
    const places = [...text.matchAll(digits)];
    const place = places[below(places.length)];
    if (place === undefined) return bytes;
    const value = ['0', '-1', '1e999', '2147483648', '9007199254740993', '0.1', 'NaN', 'null', '""', '[]', '{}'][below(11)] ?? '';
    return cut(bytes, place.index, place.index + place[0].length, Buffer.from(value));
  },
  (bytes, below) => {
    const at = below(bytes.length + 1);
    return cut(bytes, at, Math.min(bytes.length, at + 4), Buffer.from([0xff, 0xff, 0xff, below(2) === 0 ? 0x7f : 0xff]));
  },
];

/** The mutant with this number of some files: one of them, changed one to four times. */
export function mutant(files: readonly Buffer[], seed: number, number: number): Buffer {
  const random = createRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const below = (count: number): number => Math.floor(random() * count);
  const pick = (): Buffer => files[below(files.length)] ?? Buffer.alloc(0);
  let bytes = pick();
  for (let left = 1 + below(4); left > 0; left--) bytes = (CHANGES[below(CHANGES.length)] as Change)(bytes, below, pick());
  return bytes.subarray(0, 1 << 20);
}
