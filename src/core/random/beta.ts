import type { RandomStream } from './stream';

/** Gamma(shape, 1) for shape >= 1, by Marsaglia and Tsang (2000), "A simple method for generating gamma variables". */
function gamma(shape: number, stream: RandomStream): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = stream.normal();
    const v = (1 + c * x) ** 3;
    if (v <= 0) continue;
    const u = 1 - stream.uniform(0, 1);
    if (Math.log(u) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * One draw from Beta(a, b).
 * @throws Error unless a >= 1 and b >= 1; smaller values would need another sampler.
 */
export function beta(a: number, b: number, stream: RandomStream): number {
  if (!(a >= 1 && b >= 1)) throw new Error(`beta distribution: both parameters must be 1 or more, got ${a} and ${b}`);
  const x = gamma(a, stream);
  return x / (x + gamma(b, stream));
}
