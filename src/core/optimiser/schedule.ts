/** How learning rate and loss weight change over a run (method.md 1.1 and 2.1). `iteration` counts from 0. */

/** initial * (1 - iteration / iterations)^power: the rate of the step that iteration makes. */
export function polynomialRate(initial: number, iteration: number, iterations: number, power: number): number {
  return initial * (1 - Math.min(iteration, iterations) / iterations) ** power;
}

/** exp(-5 (1 - t)^2) with t = iteration / length clipped to 0..1; 1 from the start when length is 0. */
export function ramp(iteration: number, length: number): number {
  const t = length === 0 ? 1 : Math.min(Math.max(iteration / length, 0), 1);
  return Math.exp(-5 * (1 - t) ** 2);
}
