import { describe, expect, it } from 'vitest';
import type { Triple } from '../../../src/core/volume/types';
import { COLOURS, createCanvas } from '../../../src/trainer/montage/canvas';
import { drawMontage } from '../../../src/trainer/montage/montage';
import { displayWindow } from '../../../src/trainer/montage/panel';
import { centreOf, sliceOf } from '../../../src/trainer/montage/slices';
import { drawText, textWidth } from '../../../src/trainer/montage/text';

const size: Triple = [4, 5, 6];
const spacing: Triple = [1, 1, 2];

function pixelsOf(picture: { data: Uint8Array }, colour: readonly number[]): number {
  let count = 0;
  for (let place = 0; place < picture.data.length; place += 3) {
    if (colour.every((part, channel) => picture.data[place + channel] === part)) count++;
  }
  return count;
}

describe('slices', () => {
  const index = (x: number, y: number, z: number): number => x + 4 * (y + 5 * z);

  it("show the patient's right on the left, anterior and superior at the top", () => {
    const centre: Triple = [1, 2, 3];
    const axial = sliceOf('axial', size, spacing, centre);
    expect([axial.width, axial.height]).toEqual([4, 5]);
    expect(axial.voxelAt(0, 0)).toBe(index(3, 4, 3));
    const coronal = sliceOf('coronal', size, spacing, centre);
    expect([coronal.width, coronal.height, coronal.rowSize]).toEqual([4, 6, 2]);
    expect(coronal.voxelAt(3, 0)).toBe(index(0, 2, 5));
    const sagittal = sliceOf('sagittal', size, spacing, centre);
    expect(sagittal.voxelAt(0, 5)).toBe(index(1, 4, 0));
  });

  it('pass through the middle of the mask, or of the volume when it is empty', () => {
    const mask = new Uint8Array(120);
    mask[index(1, 2, 5)] = 1;
    mask[index(3, 2, 5)] = 1;
    expect(centreOf(mask, size)).toEqual([2, 2, 5]);
    expect(centreOf(new Uint8Array(120), size)).toEqual([2, 2, 3]);
  });
});

describe('montage', () => {
  const data = Float32Array.from({ length: 120 }, (_, i) => i);
  const mask = new Uint8Array(120).fill(1, 40, 80);

  it('draws every outline even where all masks agree', () => {
    const masks = new Map([
      ['A', mask],
      ['B', mask],
    ]);
    const picture = drawMontage([{ title: 'case 1', image: { size, spacing, data }, truth: mask, masks }]);
    for (const colour of [COLOURS.truth, ...COLOURS.models.slice(0, 2)]) expect(pixelsOf(picture, colour)).toBeGreaterThan(100);
    expect(picture.data.length).toBe(picture.width * picture.height * 3);
  });

  it('takes cases of different sizes, empty masks and constant images', () => {
    const flat = { size: [3, 3, 3] as Triple, spacing, data: new Float32Array(27) };
    const masks = new Map([['A', new Uint8Array(27)]]);
    const picture = drawMontage([
      { title: 'one', image: { size, spacing, data }, truth: mask, masks: new Map([['A', mask]]) },
      {
        title: 'a much longer title than the pictures are wide, far too long in fact',
        image: flat,
        truth: new Uint8Array(27),
        masks,
      },
    ]);
    expect(picture.width).toBeGreaterThan(textWidth('a much longer title than the pictures are wide, far too long in fact', 3));
    expect(() => drawMontage([])).toThrow(/no case/);
  });

  it('spreads the middle 98 % of the intensities', () => {
    const values = Float32Array.from({ length: 1001 }, (_, i) => i);
    expect(displayWindow(values)).toEqual({ low: 10, high: 990 });
    expect(displayWindow(new Float32Array(5))).toEqual({ low: 0, high: 1 });
  });
});

describe('text', () => {
  it('draws letters of either case alike, clipped at the border', () => {
    const draw = (text: string) => {
      const canvas = createCanvas(20, 8);
      drawText(canvas, text, 1, 1, 1, [255, 255, 255]);
      return pixelsOf(canvas, [255, 255, 255]);
    };
    expect(draw('a1')).toBe(draw('A1'));
    expect(draw('I')).toBe(9);
    expect(draw('§')).toBe(0);
    expect(draw('WWWWWWWWWW')).toBeGreaterThan(30);
  });
});
