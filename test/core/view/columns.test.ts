import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnsFor, panelShape } from '../../../src/core/view/columns';

const square = { width: 1, height: 1 };

describe('columns of panels', () => {
  it.each([
    ['a wide box', 4, { width: 1600, height: 300 }, 4],
    ['a square box', 4, { width: 600, height: 600 }, 2],
    ['a box in which three columns are as good as two', 4, { width: 700, height: 480 }, 2],
    ['a tall box', 3, { width: 200, height: 900 }, 1],
    ['a row that is as good as two', 2, { width: 100, height: 100 }, 2],
    ['one panel', 1, { width: 10, height: 900 }, 1],
    ['nothing to show', 0, { width: 10, height: 10 }, 1],
    ['a box that is not laid out yet', 4, { width: 0, height: 0 }, 4],
  ])('%s', (_, count, box, columns) => {
    expect(columnsFor(count, box, square)).toBe(columns);
  });

  it('never leaves panels much smaller than another number would', () => {
    const side = fc.integer({ min: 50, max: 3000 });
    const size = fc.record({ width: side, height: side });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), size, size, (count, box, shape) => {
        const scale = (columns: number): number =>
          Math.min(box.width / columns / shape.width, box.height / Math.ceil(count / columns) / shape.height);
        const best = Math.max(...Array.from({ length: count }, (__, index) => scale(index + 1)));
        expect(scale(columnsFor(count, box, shape))).toBeGreaterThanOrEqual(best / 1.02 ** count);
      }),
    );
  });
});

describe('the shape of a panel', () => {
  it('is that of the slice in millimetres', () => {
    expect(panelShape([10, 20, 30], [1, 2, 3], ['axial'])).toEqual({ width: 10, height: 40 });
    expect(panelShape([10, 20, 30], [1, 2, 3], ['sagittal'])).toEqual({ width: 40, height: 90 });
  });

  it('has room for the tallest of three planes three times', () => {
    expect(panelShape([10, 20, 30], [1, 1, 1], ['axial', 'coronal', 'sagittal'])).toEqual({ width: 20, height: 90 });
  });
});
