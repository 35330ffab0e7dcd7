/** How the weight of an unsupervised loss rises, as settings of a method. */
import { z } from 'zod';
import { field } from '../schema/field';
import { ramp } from './schedule';

export const rampSettings = z.strictObject({
  length: field(z.number().min(0).default(0.5), 'How long the weight rises: exp(-5 (1 - t)^2). 0 turns the ramp off.', 'ours'),
  unit: field(
    z.enum(['run', 'iterations', 'epochs', 'ticks']).default('run'),
    "Unit of the length: shares of the run, iterations, epochs (passes over the labelled cases, of labelled cases / labelled patches iterations each), or 'ticks' of 150 iterations, in whose steps the weight then rises (the clock of UA-MT and its kin).",
    'ours',
  ),
});
export type RampSettings = z.infer<typeof rampSettings>;

/** Where in its run a step is. */
export interface RampPlace {
  readonly iteration: number;
  readonly iterations: number;
  readonly iterationsPerEpoch: number;
}

/** Iterations of a tick (UA-MT:code/train_LA_meanteacher_certainty_unlabel.py). */
const TICK = 150;

/** Iterations from the ramp's start to its end. */
export function rampLength(
  { length, unit }: RampSettings,
  { iterations, iterationsPerEpoch }: Omit<RampPlace, 'iteration'>,
): number {
  return length * { run: iterations, iterations: 1, epochs: iterationsPerEpoch, ticks: TICK }[unit];
}

/** The ramp's value, 0.0067 to 1. */
export function rampAt(settings: RampSettings, place: RampPlace): number {
  const { iteration } = place;
  const reached = settings.unit === 'ticks' ? iteration - (iteration % TICK) : iteration;
  return ramp(reached, rampLength(settings, place));
}
