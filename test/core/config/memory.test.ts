import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import { estimateMemory } from '../../../src/core/config/memory';

const megabytes = (input: ExperimentInput): number => estimateMemory(parseExperiment(input)) / 2 ** 20;
const large = { patch: [112, 112, 80] } as const;
const supervised = { method: { kind: 'supervised' } } as const;

describe('memory estimate', () => {
  it.each([
    [{ ...large, ...supervised }, 3340],
    [supervised, 365],
    [large, 3538],
    [{}, 543],
    [{ ...large, ...supervised, run: { precision: 'bfloat16' } }, 2426],
    [{ ...supervised, run: { precision: 'bfloat16' } }, 318],
  ] as [ExperimentInput, number][])('is within 2 %% of what was measured: %o', (input, measured) => {
    expect(Math.abs(megabytes(input) / measured - 1)).toBeLessThan(0.02);
  });

  it('grows with filters, batch and patch', () => {
    expect(megabytes({ network: { kind: 'vnet', filters: 32 } })).toBeGreaterThan(2 * megabytes({}));
    expect(megabytes({ batch: { labelled: 4, unlabelled: 4 } })).toBeGreaterThan(megabytes({}));
  });
});
