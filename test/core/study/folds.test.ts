import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patientsByNames } from '../../../src/core/patients/patients';
import type { FoldCase } from '../../../src/core/study/folds/folds';
import { proposeFolds } from '../../../src/core/study/folds/folds';
import { parseNnunetSplits, writeNnunetSplits } from '../../../src/core/study/folds/nnunet';
import { strataOf } from '../../../src/core/study/folds/strata';

/** Scans of patients, up to three each. */
const cohort = fc
  .array(fc.record({ scans: fc.integer({ min: 1, max: 3 }), stratum: fc.constantFrom('small', 'large', 'rare') }), {
    minLength: 6,
    maxLength: 40,
  })
  .map((patients) => {
    const of = new Map<string, string>();
    const cases = patients.flatMap(({ scans, stratum }, patient) =>
      Array.from({ length: scans }, (_, scan): FoldCase => {
        const id = `p${patient}_${scan}`;
        of.set(id, `p${patient}`);
        return { id, stratum };
      }),
    );
    return { cases, of };
  });

describe('folds', () => {
  it('test every case once, never train on a patient that they test, and hold the strata in equal parts', () => {
    fc.assert(
      fc.property(cohort, fc.integer({ min: 2, max: 5 }), fc.nat(), ({ cases, of }, count, seed) => {
        const folds = proposeFolds(cases, [], of, count, seed);
        expect(folds.flatMap(({ test }) => test).sort()).toEqual(cases.map(({ id }) => id).sort());
        for (const { train, test } of folds) {
          const tested = new Set(test.map((id) => of.get(id)));
          expect(train.some((id) => tested.has(of.get(id)))).toBe(false);
          expect(train.length + test.length).toBe(cases.length);
        }
        for (const stratum of ['small', 'large', 'rare']) {
          const counts = folds.map(
            ({ test }) => test.filter((id) => cases.find((one) => one.id === id)?.stratum === stratum).length,
          );
          // Patients go whole, with up to three scans.
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are the same in whatever order cases are named, and others with another seed', () => {
    const cases = Array.from({ length: 30 }, (_, index) => ({
      id: `case_${String(index).padStart(3, '0')}`,
      stratum: index % 3 ? 'a' : 'b',
    }));
    const { of } = patientsByNames(cases.map(({ id }) => id));
    expect(proposeFolds([...cases].reverse(), [], of, 5, 1)).toEqual(proposeFolds(cases, [], of, 5, 1));
    expect(proposeFolds(cases, [], of, 5, 2)).not.toEqual(proposeFolds(cases, [], of, 5, 1));
  });

  it('begin their training lists with a mixture, and end them with unlabelled cases of other patients', () => {
    const cases = Array.from({ length: 40 }, (_, index) => ({ id: `q${index}`, stratum: index < 20 ? 'a' : 'b' }));
    const of = new Map([...cases.map(({ id }) => [id, id] as const), ['extra', 'q0'] as const]);
    for (const { train, test } of proposeFolds(cases, ['extra'], of, 4, 7)) {
      const first = train.slice(0, 4).map((id) => cases.find((one) => one.id === id)?.stratum);
      expect(first.filter((one) => one === 'a')).toHaveLength(2);
      expect(train.at(-1) === 'extra').toBe(!test.includes('q0'));
    }
  });

  it('need as many patients', () => {
    expect(() => proposeFolds([{ id: 'a', stratum: '' }], [], new Map(), 5, 1)).toThrow(
      '5 folds need as many labelled patients, and there are 1',
    );
  });

  it('go by classes and size of the labels', () => {
    const contents = [1, 2, 3, 4, 5, 6].map((size) => ({ id: String(size), classes: size === 6 ? [1] : [1, 2], size }));
    expect(strataOf(contents).map(({ stratum }) => stratum)).toEqual([
      '1,2 small',
      '1,2 small',
      '1,2 middle',
      '1,2 middle',
      '1,2 large',
      '1 large',
    ]);
  });
});

describe("nnU-Net's splits_final.json", () => {
  it('is read as it is written', () => {
    const folds = [{ train: ['a', 'b'], test: ['c'] }];
    expect(parseNnunetSplits(writeNnunetSplits(folds))).toEqual(folds);
    expect(JSON.parse(writeNnunetSplits(folds))).toEqual([{ train: ['a', 'b'], val: ['c'] }]);
  });

  it.each([
    ['{', 'it is not JSON'],
    ['{}', 'a fold is { "train": [names], "val": [names] }'],
    ['[{ "train": ["a"] }]', 'fold 0.val'],
    ['[{ "train": ["a"], "val": ["a"] }]', 'fold 0: a is in train and in val'],
    ['[{ "train": ["a", "a"], "val": ["b"] }]', 'fold 0: a case is twice in train'],
  ])('%s is refused: %s', (text, problem) => {
    expect(() => parseNnunetSplits(text)).toThrow(problem);
  });
});
