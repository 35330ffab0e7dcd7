import { describe, expect, it } from 'vitest';
import { checkImage, checkLabel } from '../../../src/core/doctor/checkCase';
import { duplicateProblems, findDuplicates, findOutliers, findPatientLeaks } from '../../../src/core/doctor/checkCohort';
import { labelCounts, statisticsOf, thumbnailOf } from '../../../src/core/doctor/measure';
import type { Fingerprint } from '../../../src/core/doctor/types';
import { patientsByNames } from '../../../src/core/patients/patients';
import { phantomCase } from '../../../src/core/phantom/phantom';
import type { Volume } from '../../../src/core/volume/types';

/** Every case a patient of its own. */
const duplicates = (cases: readonly Fingerprint[]) => duplicateProblems(findDuplicates(cases), new Map());
const codes = (problems: readonly { code: string }[]): string[] => problems.map(({ code }) => code);
const phantom = { seed: 1, cases: 9, size: [24, 24, 16], spacing: [2, 2, 2] } as const;

function fingerprint(id: string, image: Volume, change: Partial<Fingerprint> = {}): Fingerprint {
  const { size, spacing } = image;
  return {
    case: id,
    split: null,
    file: id,
    hash: id,
    thumbnail: thumbnailOf(image),
    size,
    spacing,
    channels: 1,
    orientation: 'RAS',
    ...change,
  };
}

describe('checks of one case', () => {
  const fine = { file: 'f', size: [8, 8, 8], spacing: [1, 1, 1], min: 0, max: 9, mean: 1, nonFinite: 0 } as const;

  it('find nothing in a good one, and what is wrong in others', () => {
    expect(checkImage(fine, [8, 8, 8])).toEqual([]);
    expect(codes(checkImage(fine, [16, 8, 8]))).toEqual(['smaller-than-patch']);
    expect(codes(checkImage({ ...fine, nonFinite: 3 }, null))).toEqual(['not-finite']);
    expect(codes(checkImage({ ...fine, min: 9 }, null))).toEqual(['constant']);
    expect(codes(checkImage({ ...fine, min: null, max: null, nonFinite: 512 }, null))).toEqual(['no-numbers']);
    expect(codes(checkImage({ ...fine, spacing: [1, 1, 11] }, null))).toEqual(['spacing']);
    expect(checkLabel('f', { 0: 5, 1: 3 }, [1])).toEqual([]);
    expect(codes(checkLabel('f', { 0: 5 }, null))).toEqual(['empty-label']);
    expect(codes(checkLabel('f', { 1: 5 }, null))).toEqual(['full-label']);
    expect(codes(checkLabel('f', { 0: 1, 7: 5 }, [1]))).toEqual(['label-values']);
  });

  it('measure what is there', () => {
    const volume: Volume = { size: [4, 1, 1], spacing: [1, 1, 1], data: Float32Array.of(1, Number.NaN, 5, Infinity) };
    expect(statisticsOf(volume)).toEqual({ min: 1, max: 5, mean: 3, nonFinite: 2 });
    expect(labelCounts({ size: [4, 1, 1], spacing: [1, 1, 1], data: Uint8Array.of(0, 2, 2, 255) })).toEqual({
      0: 1,
      2: 2,
      255: 1,
    });
  });
});

describe('checks between cases', () => {
  const images = [0, 1, 2, 3, 4, 5].map((index) => phantomCase(index, phantom).image);
  const [first] = images as [Volume];

  it('tell different patients apart, though of one anatomy', () => {
    expect(findDuplicates(images.map((image, index) => fingerprint(`c${index}`, image)))).toEqual([]);
  });

  it('find the same voxels, and the same scan rescaled with noise, and call it a leak between lists', () => {
    const rescaled: Volume = { ...first, data: first.data.map((value, index) => 3 * value - 40 + (index % 7)) };
    const a = fingerprint('a', first, { split: 'train' });
    expect(codes(duplicates([a, fingerprint('b', first, { hash: 'a', split: 'train' })]))).toEqual(['duplicate']);
    expect(codes(duplicates([a, fingerprint('b', rescaled, { split: 'train' })]))).toEqual(['near-duplicate']);
    const [leak] = duplicates([a, fingerprint('b', rescaled, { split: 'test' })]);
    expect(leak).toMatchObject({ code: 'leak', severity: 'error', case: 'b' });
  });

  it('find a patient in two lists, and what is oriented or spaced otherwise', () => {
    const [one, two] = images as [Volume, Volume];
    const lists = [fingerprint('p01_1', one, { split: 'train' }), fingerprint('p01_2', two, { split: 'test' })];
    expect(codes(findPatientLeaks(lists, patientsByNames(lists.map((one) => one.case)).of))).toEqual(['patient-leak']);
    const many = images.map((image, index) => fingerprint(`c${index}`, image));
    const odd = [...many, fingerprint('odd', one, { orientation: 'LPS', spacing: [2, 2, 7] })];
    expect(findOutliers(odd).map((problem) => `${problem.case} ${problem.code}`)).toEqual(['odd orientation', 'odd spacing']);
  });
});
