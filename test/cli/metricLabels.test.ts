import { describe, expect, it } from 'vitest';
import { asClasses, differingLabels, labelRule } from '../../src/cli/commands/metricLabels';

const file = (...values: number[]) => ({ file: 'a.nii', data: Uint8Array.from(values) });
const classes = (prediction: number[], truth: number[], rule: string): number[][] =>
  asClasses(file(...prediction), file(...truth), labelRule(rule)).map((one) => [...one]);

describe('labels of metrics', () => {
  it('are the classes of a rule', () => {
    expect(classes([0, 1, 1, 0], [0, 1, 2, 255], 'binary')).toEqual([
      [0, 1, 1, 0],
      [0, 1, 1, 1],
    ]);
    expect(classes([0, 255], [0, 1], 'binary')).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(labelRule('1=1, 2=1,4=2')).toEqual({ 0: 0, 1: 1, 2: 1, 4: 2 });
  });

  it('of a mask are classes already, and a table that swaps them must not touch it', () => {
    expect(classes([0, 1, 2], [0, 2, 1], '1=2,2=1')).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
    // 4 is no class: this file has stored values, too.
    expect(classes([0, 1, 4], [0, 1, 4], '1=2,4=1')).toEqual([
      [0, 2, 1],
      [0, 2, 1],
    ]);
  });

  it('must all be in a table', () => {
    expect(() => classes([1], [1, 3], '1=1')).toThrow(/label value 3 is not in the table.*--labels/);
    for (const wrong of ['', '1', '1=a', '1=1,', '256=1', '1=256', 'both'])
      expect(() => labelRule(wrong)).toThrow(/binary, or classes of values/);
  });

  it('are told where they differ, with the way out that is left', () => {
    const said = (prediction: number[], truth: number[], isMapped = false): string | null =>
      differingLabels(file(...prediction).data, file(...truth).data, isMapped);
    expect(said([0, 1, 2], [2, 1])).toBeNull();
    expect(said([0, 1], [1, 2])).toMatch(/the prediction has 1, the truth 1, 2\..*--run RUN/);
    expect(said([1], [255])).toMatch(/the prediction has 1, the truth 255\..*binary/);
    expect(said([0], [1, 2])).toBe('The files do not have the same labels: the prediction has none, the truth 1, 2.');
    expect(said([1], [1, 2], true)).not.toMatch(/--run/);
  });
});
