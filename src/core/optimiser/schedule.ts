/** How learning rate and loss weight change over a run (docs/method.md 1.1 and 2.1). `iteration` counts from 0. */
import { z } from 'zod';
import { field } from '../schema/field';

export const scheduleSettings = z.strictObject({
  schedule: field(
    z.enum(['polynomial', 'constant', 'step']).default('polynomial'),
    "How the learning rate falls: 'polynomial', 'constant', or by a factor every so many iterations, 'step'.",
    'code-inferred',
  ),
  power: field(
    z.number().min(0).default(0.9),
    "'polynomial': learningRate * (1 - iteration / iterations)^power; 0 keeps it constant.",
    'code-inferred',
  ),
  stepEvery: field(z.int().min(1).default(2500), "'step': iterations from one drop to the next.", 'code-inferred'),
  stepFactor: field(z.number().positive().max(1).default(0.1), "'step': what each drop multiplies the rate by.", 'code-inferred'),
});
export type ScheduleSettings = z.infer<typeof scheduleSettings>;

/** The rate of the step that iteration makes, of `iterations` of its phase. */
export function rateAt(
  initial: number,
  { schedule, power, stepEvery, stepFactor }: ScheduleSettings,
  iteration: number,
  iterations: number,
): number {
  switch (schedule) {
    case 'polynomial':
      return polynomialRate(initial, iteration, iterations, power);
    case 'constant':
      return initial;
    case 'step':
      return initial * stepFactor ** Math.floor(iteration / stepEvery);
  }
}

/** initial * (1 - iteration / iterations)^power: the rate of the step that iteration makes. */
export function polynomialRate(initial: number, iteration: number, iterations: number, power: number): number {
  return initial * (1 - Math.min(iteration, iterations) / iterations) ** power;
}

/** exp(-5 (1 - t)^2) with t = iteration / length clipped to 0..1; 1 from the start when length is 0. */
export function ramp(iteration: number, length: number): number {
  const t = length === 0 ? 1 : Math.min(Math.max(iteration / length, 0), 1);
  return Math.exp(-5 * (1 - t) ** 2);
}
