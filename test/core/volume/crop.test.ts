import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropped, grownBox, nonzeroBox, putBack, unionOf, wholeBox } from '../../../src/core/volume/crop';
import type { Triple } from '../../../src/core/volume/types';
import { voxelCount } from '../../../src/core/volume/types';

const size: Triple = [6, 5, 4];
const at = (x: number, y: number, z: number): number => x + size[0] * (y + size[1] * z);

function marked(...places: readonly Triple[]): Float32Array {
  const data = new Float32Array(voxelCount(size));
  for (const [x, y, z] of places) data[at(x, y, z)] = -3;
  return data;
}

describe('boxes', () => {
  it('hold what is not 0, and are none where all is', () => {
    expect(nonzeroBox(marked([1, 4, 0], [3, 2, 2]), size)).toEqual({ start: [1, 2, 0], size: [3, 3, 3] });
    expect(nonzeroBox(marked(), size)).toBeNull();
    expect(nonzeroBox(marked().fill(Number.NaN), size)).toBeNull();
    expect(nonzeroBox(new Uint8Array(120).fill(1), size)).toEqual(wholeBox(size));
  });

  it('are joined to one around all', () => {
    expect(unionOf([])).toBeNull();
    const first = { start: [1, 2, 0], size: [1, 1, 1] } as const;
    expect(unionOf([first, { start: [0, 4, 1], size: [2, 1, 3] }])).toEqual({ start: [0, 2, 0], size: [2, 3, 4] });
  });

  it('grow to the patch and by the margin within the volume; null keeps a whole axis', () => {
    const whole: Triple = [200, 180, 88];
    const label = { start: [60, 70, 30], size: [80, 60, 40] } as const;
    // x: (112 - 80) / 2 + 15 on each side; y: (112 - 60) / 2 + 15; z is not cut.
    const grown = grownBox(label, [112, 112, 80], [15, 15, null], whole);
    expect(grown).toEqual({ start: [29, 29, 0], size: [142, 142, 88] });
    expect(grownBox(label, [1, 1, 1], [0, 0, 0], whole)).toEqual(label);
    expect(grownBox(label, [1, 1, 1], [999, 999, 999], whole)).toEqual(wholeBox(whole));
  });
});

describe('a crop', () => {
  it('put back is what it was inside, and leaves the rest', () => {
    const axis = (extent: number) =>
      fc.tuple(fc.nat(extent - 1), fc.nat(extent - 1)).map(([a, b]) => [Math.min(a, b), Math.abs(a - b) + 1] as const);
    fc.assert(
      fc.property(axis(6), axis(5), axis(4), fc.constantFrom(1, 3), (x, y, z, numbers) => {
        const box = { start: [x[0], y[0], z[0]], size: [x[1], y[1], z[1]] } as const;
        const volume = Float32Array.from({ length: 120 }, (_, index) => index + 1);
        const part = cropped(volume, size, box);
        expect(part.length).toBe(voxelCount(box.size));
        const wide = Float32Array.from({ length: part.length * numbers }, (_, i) => part[Math.floor(i / numbers)] as number);
        const whole = new Float32Array(120 * numbers);
        putBack(wide, whole, size, box, numbers);
        for (let i = 0; i < 120; i++) {
          const place = [i % 6, Math.floor(i / 6) % 5, Math.floor(i / 30)];
          const inside = place.every(
            (p, a) => p >= (box.start[a] as number) && p < (box.start[a] as number) + (box.size[a] as number),
          );
          expect(whole[i * numbers + numbers - 1]).toBe(inside ? i + 1 : 0);
        }
      }),
    );
  });
});
