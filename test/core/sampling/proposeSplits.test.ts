import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patientOf, proposeSplits } from '../../../src/core/sampling/proposeSplits';

describe('proposed splits', () => {
  it('hold every case once, labelled ones first, whatever the order they are named in', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(ids, fc.nat(), (numbers, seed) => {
        const names = numbers.map((number) => `case${number}`);
        const [labelled, unlabelled] = [names.slice(0, -1), names.slice(-1)];
        const split = proposeSplits(labelled, unlabelled, seed);
        expect([...split.train, ...split.test].sort()).toEqual([...names].sort());
        expect(split.train.at(-1)).toBe(unlabelled[0]);
        expect(split.test.length).toBe(Math.max(1, Math.round(0.2 * labelled.length)));
        expect(proposeSplits([...labelled].reverse(), unlabelled, seed)).toEqual(split);
      }),
    );
  });

  it('keep the scans of a patient together', () => {
    expect(['p03_1', 'p03_2', 'sub-4_ses-2', 'hippocampus_004'].map(patientOf)).toEqual([
      'p03',
      'p03',
      'sub-4',
      'hippocampus_004',
    ]);
    const names = Array.from({ length: 10 }, (_, i) => [`p${i}_1`, `p${i}_2`]).flat();
    const { train, test } = proposeSplits(names, []);
    const tested = new Set(test.map(patientOf));
    expect(train.some((id) => tested.has(patientOf(id)))).toBe(false);
    expect(() => proposeSplits(['p1_1', 'p1_2'], [])).toThrow('1 labelled patients');
  });
});
