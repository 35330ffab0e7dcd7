import { expect, it } from 'vitest';
import { rampAt, rampLength } from '../../../src/core/optimiser/ramp';
import { ramp, rateAt } from '../../../src/core/optimiser/schedule';

const place = (iteration: number) => ({ iteration, iterations: 6000, iterationsPerEpoch: 4 });

it("rises over shares of the run, iterations, epochs, or in the steps of UA-MT's clock", () => {
  expect(rampAt({ length: 0.5, unit: 'run' }, place(1500))).toBe(ramp(1500, 3000));
  expect(rampAt({ length: 300, unit: 'iterations' }, place(75))).toBe(ramp(75, 300));
  expect(rampAt({ length: 40, unit: 'epochs' }, place(80))).toBe(ramp(80, 160));
  // t = floor(iteration / 150), T = 40
  for (const iteration of [0, 149, 150, 299, 5999, 6000])
    expect(rampAt({ length: 40, unit: 'ticks' }, place(iteration))).toBeCloseTo(ramp(Math.floor(iteration / 150), 40), 12);
  expect(rampLength({ length: 40, unit: 'ticks' }, place(0))).toBe(6000);
});

it('learning rates: constant, by steps, polynomial', () => {
  const settings = { schedule: 'step', power: 0.9, stepEvery: 2500, stepFactor: 0.1 } as const;
  expect([0, 2499, 2500, 4999, 5000].map((i) => rateAt(1, settings, i, 6000))).toEqual([1, 1, 0.1, 0.1, 0.1 ** 2]);
  expect(rateAt(0.01, { ...settings, schedule: 'constant' }, 5999, 6000)).toBe(0.01);
  expect(rateAt(1, { ...settings, schedule: 'polynomial' }, 3000, 6000)).toBeCloseTo(0.5 ** 0.9, 12);
});
