/**
 * A bijection of 32-bit integers in which every input bit flips every output bit with probability near one half ("lowbias32" by
 * Chris Wellons, bias 0.17). The result is a signed int32; `>>> 0` makes it unsigned.
 */
export function mix(value: number): number {
  let h = value | 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  h ^= h >>> 16;
  return h;
}
