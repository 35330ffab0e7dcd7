/**
 * SHA-256 (FIPS 180-4) in plain TypeScript: core has no Node modules, and the Web's own is asynchronous and missing on insecure pages.
 */

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate++) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes;
}

/** The first 32 bits of a number's fractional part. */
const fraction = (value: number): number => ((value - Math.floor(value)) * 2 ** 32) | 0;

const primes = firstPrimes(64);
const ROUND_CONSTANTS = Int32Array.from(primes, (prime) => fraction(Math.cbrt(prime)));
const INITIAL_STATE = Int32Array.from(primes.slice(0, 8), (prime) => fraction(Math.sqrt(prime)));
const BLOCK = 64;

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits));

/** Mixes one block of 64 bytes into the state; `schedule` is scratch of 64 words. */
function compress(state: Int32Array, view: DataView, offset: number, schedule: Int32Array): void {
  const word = (index: number): number => schedule[index] ?? 0;
  for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(offset + 4 * t);
  for (let t = 16; t < 64; t++) {
    const early = word(t - 15);
    const late = word(t - 2);
    const small0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const small1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[t] = (word(t - 16) + small0 + word(t - 7) + small1) | 0;
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let t = 0; t < 64; t++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const first = (h + big1 + ((e & f) ^ (~e & g)) + (ROUND_CONSTANTS[t] ?? 0) + word(t)) | 0;
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, index) => {
    state[index] = ((state[index] ?? 0) + value) | 0;
  });
}

/** Bytes followed by 1, zeros and their length in bits, up to a whole number of blocks. */
function padded(bytes: Uint8Array): DataView {
  const size = BLOCK * Math.ceil((bytes.length + 9) / BLOCK);
  const result = new Uint8Array(size);
  result.set(bytes);
  result[bytes.length] = 0x80;
  const view = new DataView(result.buffer);
  view.setUint32(size - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(size - 4, (bytes.length * 8) >>> 0);
  return view;
}

/** SHA-256 of bytes, or of a text in UTF-8: 64 hexadecimal digits. */
export function sha256(content: string | Uint8Array): string {
  const view = padded(typeof content === 'string' ? new TextEncoder().encode(content) : content);
  const state = INITIAL_STATE.slice();
  const schedule = new Int32Array(64);
  for (let offset = 0; offset < view.byteLength; offset += BLOCK) compress(state, view, offset, schedule);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}
