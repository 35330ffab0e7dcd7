import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxTree, forEachLeaf } from '../../../src/core/metrics/boxTree';
import { nearestDistances } from '../../../src/core/metrics/nearestDistances';

type Point = [number, number, number];

/** Places of a grid, so that many points share a coordinate or a place, at any spacing; up to several levels of a tree. */
const clouds = fc
  .tuple(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 200 }))
  .chain(([spacing, extent, maxLength]) =>
    fc.array(
      fc.tuple(fc.nat(extent), fc.nat(3), fc.nat(extent)).map(([x, y, z]): Point => [x, y * spacing, z * spacing]),
      { maxLength },
    ),
  );
const flat = (points: readonly Point[]): Float64Array => new Float64Array(points.flat());
const pointsOf = (values: Float64Array): Point[] =>
  Array.from({ length: values.length / 3 }, (_, k) => [...values.subarray(3 * k, 3 * k + 3)] as Point);
const sorted = (points: Point[]): string[] => points.map(String).sort();

describe('boxTree', () => {
  it('keeps every point, each in the box of its leaf', () => {
    fc.assert(
      fc.property(clouds, (cloud) => {
        const tree = boxTree(flat(cloud));
        const points = pointsOf(tree.points);
        expect(sorted(points)).toEqual(sorted(cloud));
        let next = 0;
        forEachLeaf(tree, (node, start, end) => {
          expect(start).toBe(next);
          expect(end - start).toBeLessThanOrEqual(16);
          next = end;
          for (const point of points.slice(start, end))
            for (const [axis, value] of point.entries()) {
              expect(value).toBeGreaterThanOrEqual(tree.boxes[6 * node + 2 * axis] as number);
              expect(value).toBeLessThanOrEqual(tree.boxes[6 * node + 2 * axis + 1] as number);
            }
        });
        expect(next).toBe(cloud.length);
      }),
    );
  });
});

describe('nearestDistances', () => {
  it('equals the smallest of all distances, whether the sets are near or far', () => {
    fc.assert(
      fc.property(clouds, clouds, fc.integer({ min: -60, max: 60 }), (first, second, moved) => {
        const from = boxTree(flat(first));
        const others = second.map(([x, y, z]): Point => [x + moved, y, z]);
        const measured = nearestDistances(from, boxTree(flat(others)));
        const expected = pointsOf(from.points).map(([x, y, z]) =>
          Math.sqrt(Math.min(...others.map(([a, b, c]) => (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2))),
        );
        expect([...measured]).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });
});
