import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { casesOfPatients, patientsByNames } from '../../../src/core/patients/patients';

const pad = (number: number, width = 2): string => String(number).padStart(width, '0');
const to = <T>(last: number, make: (number: number) => T | readonly T[]): T[] =>
  Array.from({ length: last }, (_, index) => make(index + 1)).flat() as T[];

/** Names as data sets have them, and how many patients they are of. `doubt`: the names could be read in another way. */
const folders: readonly { like: string; ids: readonly string[]; patients: number; doubt?: true }[] = [
  {
    like: 'ACDC',
    ids: to(20, (p) => [`patient${pad(p, 3)}_frame01`, `patient${pad(p, 3)}_frame${pad(7 + (p % 6))}`]),
    patients: 20,
  },
  { like: 'mri3T_01', ids: to(8, (n) => `mri3T_${pad(n)}`), patients: 8 },
  { like: 'LA2018-1', ids: to(6, (n) => `LA2018-${n}`), patients: 6 },
  { like: 'BraTS19_0', ids: to(10, (n) => `BraTS19_${n - 1}`), patients: 10 },
  { like: 'Decathlon', ids: to(30, (n) => `hippocampus_${pad(n, 3)}`), patients: 30 },
  { like: 'two visits of some', ids: ['p03_1', 'p03_2', 'p04_1', 'p04_2', 'p05_1', 'p06_1'], patients: 4 },
  { like: 'visits of a few only', ids: ['p03', 'p04', 'p05', 'p06', 'p03_2'], patients: 4 },
  { like: 'BIDS', ids: ['sub-4_ses-1', 'sub-4_ses-2', 'sub-5_ses-1'], patients: 2 },
  {
    like: 'BraTS 2023',
    ids: to(10, (n) => [`BraTS-GLI-${pad(n, 5)}-000`, ...(n % 3 ? [] : [`BraTS-GLI-${pad(n, 5)}-001`])]),
    patients: 10,
  },
  { like: 'M&Ms', ids: ['A0S9V9', 'A1D0Q7', 'B2D9M2', 'A0S9V1'].flatMap((id) => [`${id}_sa_ED`, `${id}_sa_ES`]), patients: 4 },
  { like: '001ED', ids: to(10, (n) => [`${pad(n, 3)}ED`, `${pad(n, 3)}ES`]), patients: 10 },
  { like: 'sides', ids: to(10, (n) => [`P${n}-L`, `P${n}-R`]), patients: 10 },
  { like: 'sides in front', ids: to(10, (n) => [`left_${n}`, `right_${n}`]), patients: 10 },
  {
    like: 'modalities',
    ids: to(5, (n) => ['t1', 't1ce', 't2', 'flair'].map((name) => `BraTS20_${pad(n, 3)}_${name}`)),
    patients: 5,
  },
  { like: 'letters that count', ids: to(9, (n) => [`case${n}a`, `case${n}b`]), patients: 9 },
  { like: 'letters that name', ids: ['case_a', 'case_b', 'case_c', 'case_d'], patients: 4 },
  { like: 'numbered scans', ids: to(30, (n) => `scan_${pad(n)}`), patients: 30 },
  { like: 'a data set whose name ends in a year', ids: to(9, (n) => `LA2018_scan${n}`), patients: 9 },
  { like: 'years in front', ids: to(20, (n) => [`2013_${n}`, `2014_${n}`]), patients: 40 },
  { like: 'dates behind', ids: to(9, (n) => [`P${n}_20190304`, `P${n}_20200${n}11`]), patients: 9 },
  { like: 'IXI', ids: ['IXI002-Guys-0828-T1', 'IXI002-Guys-0828-T2', 'IXI012-HH-1211-T1', 'IXI013-HH-1212-T1'], patients: 3 },
  { like: 'OASIS', ids: ['OAS1_0001_MR1', 'OAS1_0002_MR1', 'OAS1_0002_MR2', 'OAS1_0003_MR1'], patients: 3 },
  { like: 'follow-ups', ids: ['UCSF-PDGM-0004', 'UCSF-PDGM-0005', 'UCSF-PDGM-0429', 'UCSF-PDGM-0429_FU001d'], patients: 3 },
  { like: 'people by name', ids: ['anna_visit1', 'anna_visit2', 'José_visit1', 'carl_visit1'], patients: 3 },
  { like: 'one patient', ids: to(9, (n) => `patient001_frame${pad(n)}`), patients: 1 },
  {
    like: 'a list number before the patient',
    ids: to(20, (n) => [`1_${pad(n, 3)}`, `2_${pad(n, 3)}`]),
    patients: 20,
    doubt: true,
  },
  { like: 'hospitals', ids: to(12, (n) => [`siteA_${pad(n)}`, `siteB_${pad(n)}`]), patients: 24, doubt: true },
  { like: 'BraTS 2019, TCIA', ids: to(60, (n) => `BraTS19_TCIA${pad(1 + (n % 7))}_${100 + n}_1`), patients: 60, doubt: true },
  {
    like: 'ADNI',
    ids: to(20, (n) => [1, 2].map((v) => `ADNI_002_S_${pad(n, 4)}_MR_200${v}0304_I${1000 + 3 * n + v}`)),
    patients: 20,
    doubt: true,
  },
  { like: 'few with many', ids: to(3, (n) => to(5, (v) => `x${n}_${v}`)), patients: 3, doubt: true },
];

describe('patients by their names', () => {
  it.each(folders)('of names like $like', ({ ids, patients, doubt }) => {
    const { of, other, from } = patientsByNames(ids);
    expect(new Set(of.values()).size).toBe(patients);
    expect([from, other !== null]).toEqual(['names', doubt ?? false]);
  });

  it('are called as the names call them', () => {
    expect([...patientsByNames(['patient001_frame01', 'patient001_frame02', 'patient002_frame01']).of.values()]).toEqual([
      'patient001',
      'patient001',
      'patient002',
    ]);
    expect(patientsByNames(['7_T1_a', '7_T2_a', '8_T1_b']).of.get('7_T1_a')).toBe('7');
  });

  it('do not depend on the order of the names, and every case has one', () => {
    const name = fc.string({ unit: fc.constantFrom('p', 'a', 't', 'L', '0', '1', '2', '_', '-'), minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 24 }), (ids) => {
        const { of } = patientsByNames(ids);
        const backwards = patientsByNames([...ids].reverse()).of;
        expect([...of.keys()]).toEqual(ids);
        for (const id of ids) expect(backwards.get(id)).toBe(of.get(id));
      }),
    );
  });

  it('are many only where names differ: one name is one patient', () => {
    expect(patientsByNames([]).of.size).toBe(0);
    expect([...patientsByNames(['___']).of.values()]).toEqual(['___']);
  });

  it('take time that grows with the names, however they are made', () => {
    const steps = (count: number): number => {
      const ids = to(count, (n) => `${'a1_'.repeat(n % 40)}x${n}`);
      const begin = performance.now();
      patientsByNames(ids);
      return performance.now() - begin;
    };
    steps(200);
    expect(steps(4000)).toBeLessThan(3000);
  });

  it('hold their cases in order', () => {
    const { of } = patientsByNames(['b_1', 'a_1', 'b_2', 'c_1']);
    expect([...casesOfPatients(of, ['b_1', 'a_1', 'b_2', 'c_1'])]).toEqual([
      ['b', ['b_1', 'b_2']],
      ['a', ['a_1']],
      ['c', ['c_1']],
    ]);
  });
});
