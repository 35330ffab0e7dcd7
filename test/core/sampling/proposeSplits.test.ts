import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patientsByNames } from '../../../src/core/patients/patients';
import { proposeSplits } from '../../../src/core/sampling/proposeSplits';

describe('proposed splits', () => {
  it('hold every case once, labelled ones first, whatever the order they are named in', () => {
    const ids = fc.uniqueArray(fc.integer({ min: 0, max: 999 }), { minLength: 4, maxLength: 40 });
    fc.assert(
      fc.property(ids, fc.nat(), (numbers, seed) => {
        const names = numbers.map((number) => `case${number}`);
        const [labelled, unlabelled] = [names.slice(0, -1), names.slice(-1)];
        const patients = patientsByNames(names).of;
        const split = proposeSplits(labelled, unlabelled, patients, seed);
        expect([...split.train, ...split.test].sort()).toEqual([...names].sort());
        expect(split.train.at(-1)).toBe(unlabelled[0]);
        expect(split.test.length).toBe(Math.max(1, Math.round(0.2 * labelled.length)));
        expect(proposeSplits([...labelled].reverse(), unlabelled, patients, seed)).toEqual(split);
      }),
    );
  });

  it('never share a patient, with any grouping, not even one of an unlabelled case', () => {
    const cases = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(cases, cases, fc.nat(), (labelled, unlabelled, seed) => {
        const of = new Map<string, string>([
          ...labelled.map((patient, index) => [`l${index}`, `p${patient}`] as const),
          ...unlabelled.map((patient, index) => [`u${index}`, `p${patient}`] as const),
        ]);
        const ids = (first: string): string[] => [...of.keys()].filter((id) => id.startsWith(first));
        if (new Set(labelled).size < 2) {
          expect(() => proposeSplits(ids('l'), ids('u'), of, seed)).toThrow(/of one patient/);
          return;
        }
        const { train, test } = proposeSplits(ids('l'), ids('u'), of, seed);
        const tested = new Set(test.map((id) => of.get(id)));
        expect(train.filter((id) => tested.has(of.get(id)))).toEqual([]);
        expect([...train, ...test].filter((id) => id.startsWith('l')).sort()).toEqual(ids('l').sort());
      }),
    );
  });

  it('say why none can be made', () => {
    const { of } = patientsByNames(['p1_1', 'p1_2']);
    expect(() => proposeSplits(['p1_1', 'p1_2'], [], of)).toThrow('all 2 labelled cases are of one patient (p1)');
    expect(() => proposeSplits([], ['p1_1'], of)).toThrow('no case has a label');
  });
});
