import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomRotateFlip } from '../../../src/core/augmentation/rotateFlip';
import type { View } from '../../../src/core/augmentation/view';
import { copyPatch, flip, rotate90, viewOf } from '../../../src/core/augmentation/view';
import { createStream } from '../../../src/core/random/stream';
import type { Triple } from '../../../src/core/volume/types';

const numbered = (size: Triple): Float32Array => Float32Array.from({ length: size[0] * size[1] * size[2] }, (_, i) => i + 1);

function whole(data: Float32Array, view: View): number[] {
  const out = new Float32Array(data.length);
  copyPatch(data, view, [0, 0, 0], view.size, out, 0);
  return [...out];
}

describe('views', () => {
  // x fastest: [1 2 3] is the row y = 0, [4 5 6] the row y = 1.
  const size: Triple = [3, 2, 1];
  const data = numbered(size);

  it('turn as numpy.rot90(volume, k, axes=(0, 1)) does on [x, y, z] arrays', () => {
    // numpy: rot90(m)[i, j] = m[j, last - i] for m[x, y]; m = [[1, 4], [2, 5], [3, 6]] gives [[4, 5, 6], [1, 2, 3]].
    const turned = rotate90(viewOf(size), 1);
    expect(turned.size).toEqual([2, 3, 1]);
    expect(whole(data, turned)).toEqual([4, 1, 5, 2, 6, 3]);
    expect(whole(data, rotate90(viewOf(size), 2))).toEqual([6, 5, 4, 3, 2, 1]);
    expect(whole(data, rotate90(viewOf(size), 3))).toEqual([3, 6, 2, 5, 1, 4]);
  });

  it('mirror along each axis', () => {
    expect(whole(data, flip(viewOf(size), 0))).toEqual([3, 2, 1, 6, 5, 4]);
    expect(whole(data, flip(viewOf(size), 1))).toEqual([4, 5, 6, 1, 2, 3]);
    expect(whole(numbered([1, 2, 2]), flip(viewOf([1, 2, 2]), 2))).toEqual([3, 4, 1, 2]);
  });

  it('come back after four turns or two flips, and any mixture keeps all voxels', () => {
    const sizes = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(sizes, fc.nat(), (some, seed) => {
        const values = numbered(some);
        const view = viewOf(some);
        expect(rotate90(view, 4)).toEqual(view);
        expect(flip(flip(view, 1), 1)).toEqual(view);
        const changed = randomRotateFlip(view, createStream({ seed, iteration: 0, sample: 0, purpose: 'rotateFlip' }));
        expect(changed.size[2]).toBe(some[2]);
        expect(whole(values, changed).sort((a, b) => a - b)).toEqual([...values]);
      }),
    );
  });

  it('random turns and flips give the four mirror images, and only those', () => {
    const square: Triple = [2, 2, 1];
    const seen = new Set<string>();
    for (let seed = 0; seed < 100; seed++) {
      const stream = createStream({ seed, iteration: 0, sample: 0, purpose: 'rotateFlip' });
      seen.add(whole(numbered(square), randomRotateFlip(viewOf(square), stream)).join(''));
    }
    expect([...seen].sort()).toEqual(['1324', '2143', '3412', '4231']);
  });

  it('copy patches that reach outside, with 0 there, as indexing one by one gives', () => {
    const small = fc.integer({ min: 1, max: 4 });
    const offset = fc.integer({ min: -5, max: 5 });
    fc.assert(
      fc.property(
        fc.tuple(small, small, small),
        fc.tuple(small, small, small),
        fc.tuple(offset, offset, offset),
        fc.nat({ max: 3 }),
        fc.boolean(),
        (volume, patch, start, turns, mirrored) => {
          const values = numbered(volume);
          const turned = rotate90(viewOf(volume), turns);
          const view = mirrored ? flip(turned, 0) : turned;
          const out = new Float32Array(patch[0] * patch[1] * patch[2] + 2).fill(-1);
          copyPatch(values, view, start, patch, out, 1);
          const expected = [-1];
          for (let z = start[2]; z < start[2] + patch[2]; z++) {
            for (let y = start[1]; y < start[1] + patch[1]; y++) {
              for (let x = start[0]; x < start[0] + patch[0]; x++) {
                const inside = x >= 0 && y >= 0 && z >= 0 && x < view.size[0] && y < view.size[1] && z < view.size[2];
                expected.push(
                  inside ? (values[view.origin + x * view.stride[0] + y * view.stride[1] + z * view.stride[2]] as number) : 0,
                );
              }
            }
          }
          expect([...out]).toEqual([...expected, -1]);
        },
      ),
    );
  });
});
