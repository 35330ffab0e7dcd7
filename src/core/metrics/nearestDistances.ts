import { type BoxTree, forEachLeaf } from './boxTree';

/** How far the interval a..b lies from c..d; 0 where they meet. */
const gap = (a: number, b: number, c: number, d: number): number => (b < c ? c - b : d < a ? a - d : 0);

/** Squared distance between two boxes (of node and node): no two of their points are nearer. */
function squaredBetween(a: Float64Array, nodeA: number, b: Float64Array, nodeB: number): number {
  const i = 6 * nodeA;
  const j = 6 * nodeB;
  const x = gap(a[i] as number, a[i + 1] as number, b[j] as number, b[j + 1] as number);
  const y = gap(a[i + 2] as number, a[i + 3] as number, b[j + 2] as number, b[j + 3] as number);
  const z = gap(a[i + 4] as number, a[i + 5] as number, b[j + 4] as number, b[j + 5] as number);
  return x * x + y * y + z * z;
}

/**
 * Lowers the squared distances of the points start..end (exclusive) of `from` to those of the leaf `node` of `to`, whose points are
 * first..last (exclusive). Returns the largest of them.
 */
function compareLeaves(
  from: Float64Array,
  start: number,
  end: number,
  to: BoxTree,
  node: number,
  first: number,
  last: number,
  squared: Float64Array,
): number {
  const { points, boxes } = to;
  const box = 6 * node;
  const lowX = boxes[box] as number;
  const highX = boxes[box + 1] as number;
  const lowY = boxes[box + 2] as number;
  const highY = boxes[box + 3] as number;
  const lowZ = boxes[box + 4] as number;
  const highZ = boxes[box + 5] as number;
  let farthest = 0;
  for (let point = start; point < end; point++) {
    let best = squared[point] as number;
    const x = from[3 * point] as number;
    const y = from[3 * point + 1] as number;
    const z = from[3 * point + 2] as number;
    const gapX = gap(x, x, lowX, highX);
    const gapY = gap(y, y, lowY, highY);
    const gapZ = gap(z, z, lowZ, highZ);
    if (gapX * gapX + gapY * gapY + gapZ * gapZ < best) {
      for (let at = 3 * first; at < 3 * last; at += 3) {
        const dx = (points[at] as number) - x;
        const dy = (points[at + 1] as number) - y;
        const dz = (points[at + 2] as number) - z;
        const apart = dx * dx + dy * dy + dz * dz;
        if (apart < best) best = apart;
      }
      squared[point] = best;
    }
    if (best > farthest) farthest = best;
  }
  return farthest;
}

/**
 * Distance from every point of `from`, in its order, to the nearest point of `to`: exact, Infinity when there is none. The points of a leaf
 * descend into `to` together, nearer branches first, and leave out every branch that lies farther than the farthest of them needs.
 */
export function nearestDistances(from: BoxTree, to: BoxTree): Float64Array {
  const squared = new Float64Array(from.points.length / 3).fill(Infinity);
  if (to.points.length === 0) return squared;

  forEachLeaf(from, (leaf, first, last) => {
    let farthest = Infinity;
    const descend = (node: number, bound: number, start: number, end: number, levels: number): void => {
      if (bound >= farthest) return;
      if (levels === 0) {
        farthest = compareLeaves(from.points, first, last, to, node, start, end, squared);
        return;
      }
      const middle = (start + end) >> 1;
      const left = squaredBetween(from.boxes, leaf, to.boxes, 2 * node + 1);
      const right = squaredBetween(from.boxes, leaf, to.boxes, 2 * node + 2);
      if (left <= right) {
        descend(2 * node + 1, left, start, middle, levels - 1);
        descend(2 * node + 2, right, middle, end, levels - 1);
      } else {
        descend(2 * node + 2, right, middle, end, levels - 1);
        descend(2 * node + 1, left, start, middle, levels - 1);
      }
    };
    descend(0, 0, 0, to.points.length / 3, to.levels);
  });
  return squared.map(Math.sqrt);
}
