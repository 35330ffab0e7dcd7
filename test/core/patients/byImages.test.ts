import { describe, expect, it } from 'vitest';
import { decideByImages, joinCopies, likenessOf } from '../../../src/core/patients/byImages';
import { patientsByNames } from '../../../src/core/patients/patients';
import { noise } from '../../situations/volumes';

const two = (number: number): string => String(number).padStart(2, '0');

/** A thumbnail of a patient's own pattern and of the scan's. */
function picture(patient: number, scan: number, share: number): Float32Array {
  const [own, other] = [noise(patient), noise(1000 + scan)];
  return Float32Array.from({ length: 64 }, () => 3.4 * (share * own() + (1 - share) * other() - 0.5));
}

/** Three of something with five of something each: patients with scans, or hospitals with patients. */
const ids = [1, 2, 3].flatMap((group) => [1, 2, 3, 4, 5].map((one) => `x${group}_${one}`));
const pictures = (alike: boolean) =>
  new Map(ids.map((id, index) => [id, picture(alike ? Math.floor(index / 5) + 1 : index + 1, index, 0.8)]));

describe('what images say of patients', () => {
  it('decides names that can be read in two ways, either way', () => {
    const named = patientsByNames(ids);
    expect(named.other).not.toBeNull();
    const few = decideByImages(named, pictures(true));
    expect([new Set(few.of.values()).size, few.from, few.other]).toEqual([3, 'images', null]);
    expect(new Set(decideByImages(named, pictures(false)).of.values()).size).toBe(15);
  });

  it('changes nothing where names leave no doubt, or there are no images', () => {
    const sure = patientsByNames(['sub-1_ses-1', 'sub-1_ses-2', 'sub-2_ses-1']);
    expect(decideByImages(sure, new Map())).toBe(sure);
    const named = patientsByNames(ids);
    expect(decideByImages(named, new Map())).toBe(named);
  });

  it('is told as numbers: agrees where scans of a patient are more alike than others', () => {
    const { of } = patientsByNames(ids);
    const agreeing = likenessOf(of, pictures(true));
    expect(agreeing?.agrees).toBe(true);
    expect((agreeing?.within ?? 0) - (agreeing?.between ?? 1)).toBeGreaterThan(0.5);
    expect(likenessOf(of, pictures(false))?.agrees).toBe(false);
  });

  it('makes patients one whose images are copies, unless all images look alike', () => {
    const of = new Map(Array.from({ length: 12 }, (_, index) => [`c${two(index)}`, `p${two(index)}`]));
    const joined = joinCopies(of, [
      ['c00', 'c05'],
      ['c05', 'c07'],
      ['c02', 'c03'],
    ]);
    expect([joined?.get('c07'), joined?.get('c03'), joined?.get('c04')]).toEqual(['p00', 'p02', 'p04']);
    const chain = Array.from({ length: 11 }, (_, index) => [`c${two(index)}`, `c${two(index + 1)}`] as const);
    expect(joinCopies(of, chain)).toBeNull();
  });
});
