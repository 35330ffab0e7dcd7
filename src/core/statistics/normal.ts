/** The normal distribution, to about 1e-14. */

/** erfc(x) for 0 <= x < 2.5 from the series of erf (Abramowitz and Stegun 7.1.6): every term is positive, so nothing cancels. */
function seriesErf(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; term > 1e-17 * sum; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) for x >= 2.5 from its continued fraction (Abramowitz and Stegun 7.1.14), evaluated from its end. */
function fractionErfc(x: number): number {
  let fraction = 0;
  for (let n = 120; n >= 1; n--) fraction = n / 2 / (x + fraction);
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
}

/** Complementary error function. */
function erfc(x: number): number {
  if (x < 0) return 2 - erfc(-x);
  return x < 2.5 ? 1 - seriesErf(x) : fractionErfc(x);
}

/** P(Z > z). */
export function normalTail(z: number): number {
  return erfc(z / Math.SQRT2) / 2;
}
