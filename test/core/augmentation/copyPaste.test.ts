import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { copyPasteMask } from '../../../src/core/augmentation/copyPaste';
import { createStream } from '../../../src/core/random/stream';

const stream = (iteration: number) => createStream({ seed: 1, iteration, sample: 0, purpose: 'copy-paste' });
const zeros = (mask: Float32Array): number => mask.reduce((sum, m) => sum + (1 - m), 0);

describe('copy-paste mask', () => {
  it('has 74 x 74 x 53 of 112 x 112 x 80 voxels in its box, and 64^3 of 96^3', () => {
    const mask = copyPasteMask([112, 112, 80], 2 / 3, stream(0));
    expect(mask.length).toBe(1_003_520);
    expect(zeros(mask)).toBe(290_228);
    expect(zeros(copyPasteMask([96, 96, 96], 2 / 3, stream(0)))).toBe(64 ** 3);
  });

  it('is one box, within the patch, that never touches its far end', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.integer({ min: 3, max: 9 }), fc.integer({ min: 3, max: 9 }), (iteration, nx, ny) => {
        const nz = 6;
        const mask = copyPasteMask([nx, ny, nz], 2 / 3, stream(iteration));
        const inside = [...mask.keys()].filter((i) => mask[i] === 0);
        const spans = [
          inside.map((i) => i % nx),
          inside.map((i) => Math.floor(i / nx) % ny),
          inside.map((i) => Math.floor(i / (nx * ny))),
        ];
        const sides = spans.map((at) => Math.max(...at) - Math.min(...at) + 1);
        expect(sides).toEqual([nx, ny, nz].map((side) => Math.floor((2 / 3) * side + 1e-9)));
        expect(inside.length).toBe(sides.reduce((a, b) => a * b));
        // The low corner is below side - box, as numpy's randint has it.
        for (const [axis, side] of [nx, ny, nz].entries())
          expect(Math.max(...(spans[axis] as number[]))).toBeLessThan(side - 1 + (side - (sides[axis] as number) === 0 ? 1 : 0));
      }),
    );
  });

  it('moves from iteration to iteration, and is the same when drawn again', () => {
    const at = (iteration: number) => copyPasteMask([12, 12, 12], 2 / 3, stream(iteration)).join('');
    expect(at(3)).toBe(at(3));
    expect(new Set([0, 1, 2, 3, 4, 5].map(at)).size).toBeGreaterThan(3);
  });
});
