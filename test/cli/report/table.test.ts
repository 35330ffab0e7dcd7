import { describe, expect, it } from 'vitest';
import { alignTable, resultLines } from '../../../src/cli/report/table';
import { summariseMetrics } from '../../../src/core/metrics/summary';

const good = { dice: 0.9, jaccard: 0.8, hd95: 1.5, asd: 0.5, assd: 0.4 };
const empty = { dice: 0, jaccard: 0, hd95: null, asd: null, assd: null };

describe('result table', () => {
  it('aligns columns and gives mean and deviation', () => {
    const lines = resultLines({ A: summariseMetrics([good, { ...good, dice: 0.8 }]), mean: summariseMetrics([good]) });
    expect(lines).toEqual([
      '               Dice        Jaccard  95HD (voxel)  ASD (voxel)',
      'A     0.850 ± 0.071  0.800 ± 0.000   1.50 ± 0.00  0.50 ± 0.00',
      'mean          0.900          0.800          1.50         0.50',
    ]);
  });

  it('says how many cases have no distances', () => {
    const lines = resultLines({ A: summariseMetrics([empty, empty]), B: summariseMetrics([good, empty]) });
    expect(lines[1]).toContain('-');
    expect(lines.at(-1)).toBe('Cases with an empty mask, which have no distances: A 2, B 1.');
  });

  it('pads to the widest cell', () => {
    expect(
      alignTable([
        ['a', 'bb'],
        ['ccc', 'd'],
      ]),
    ).toEqual(['a    bb', 'ccc   d']);
  });
});
