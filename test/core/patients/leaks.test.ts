import { describe, expect, it } from 'vitest';
import { leakWarning, sharedPatients } from '../../../src/core/patients/leaks';
import { patientsByNames } from '../../../src/core/patients/patients';

const ids = ['p1_1', 'p1_2', 'p2_1', 'p2_2', 'p3_1', 'p3_2'];
const { of } = patientsByNames(ids);

describe('patients in more than one list', () => {
  it('are named with a case of each list', () => {
    const lists = { train: ['p1_1', 'p2_1', 'p2_2'], validation: ['p3_1'], test: ['p1_2', 'p3_2'] };
    expect(sharedPatients(lists, of)).toEqual([
      {
        patient: 'p1',
        cases: [
          { id: 'p1_1', list: 'train' },
          { id: 'p1_2', list: 'test' },
        ],
      },
      {
        patient: 'p3',
        cases: [
          { id: 'p3_1', list: 'validation' },
          { id: 'p3_2', list: 'test' },
        ],
      },
    ]);
    expect(leakWarning(lists, of)).toMatch(
      /^Patient p1 is in more than one list: p1_1 \(train\), p1_2 \(test\), and so is 1 more\./,
    );
  });

  it('are none where lists keep patients together, and a case may come twice in a list', () => {
    expect(leakWarning({ train: ['p1_1', 'p1_2'], test: ['p2_1'] }, of)).toBeNull();
    expect(sharedPatients({ train: ['x', 'x'], test: ['y'] }, new Map())).toEqual([]);
  });
});
