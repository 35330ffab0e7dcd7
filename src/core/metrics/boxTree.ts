/** Points a leaf holds at most. */
const LEAF = 16;

/**
 * Points in space as a balanced tree of boxes (a k-d tree). `points` holds x, y and z of each, leaf after leaf. Node n has the children
 * 2n + 1 and 2n + 2, which share its points half and half; `boxes` holds its lowest and highest x, y and z. The root has `levels` below it.
 */
export interface BoxTree {
  readonly points: Float64Array;
  readonly boxes: Float64Array;
  readonly levels: number;
}

/** Writes the box of points start..end (exclusive) as a node's and returns its longest axis. */
function measureBox({ points, boxes }: BoxTree, node: number, start: number, end: number): number {
  let longest = 0;
  let length = -1;
  for (let axis = 0; axis < 3; axis++) {
    let low = Infinity;
    let high = -Infinity;
    for (let at = 3 * start + axis; at < 3 * end; at += 3) {
      const value = points[at] as number;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    boxes[6 * node + 2 * axis] = low;
    boxes[6 * node + 2 * axis + 1] = high;
    if (high - low <= length) continue;
    length = high - low;
    longest = axis;
  }
  return longest;
}

function swapPoints(points: Float64Array, a: number, b: number): void {
  for (let i = 3 * a, j = 3 * b; i < 3 * a + 3; i++, j++) {
    const kept = points[i] as number;
    points[i] = points[j] as number;
    points[j] = kept;
  }
}

/** Reorders points start..end (exclusive) so that along the axis none before `middle` is above one from it on (Hoare's selection). */
function splitPoints(points: Float64Array, axis: number, start: number, end: number, middle: number): void {
  let low = start;
  let high = end - 1;
  while (low < high) {
    const pivot = points[3 * ((low + high) >> 1) + axis] as number;
    let left = low;
    let right = high;
    while (left <= right) {
      while ((points[3 * left + axis] as number) < pivot) left++;
      while ((points[3 * right + axis] as number) > pivot) right--;
      if (left <= right) swapPoints(points, left++, right--);
    }
    if (middle <= right) high = right;
    else if (middle >= left) low = left;
    else return;
  }
}

function build(tree: BoxTree, node: number, start: number, end: number, levels: number): void {
  const axis = measureBox(tree, node, start, end);
  if (levels === 0) return;
  const middle = (start + end) >> 1;
  splitPoints(tree.points, axis, start, end, middle);
  build(tree, 2 * node + 1, start, middle, levels - 1);
  build(tree, 2 * node + 2, middle, end, levels - 1);
}

/** A tree over points (x, y, z after each other), which it reorders in place. */
export function boxTree(points: Float64Array): BoxTree {
  const count = points.length / 3;
  const levels = Math.max(0, Math.ceil(Math.log2(count / LEAF)));
  const tree = { points, boxes: new Float64Array(6 * (2 ** (levels + 1) - 1)), levels };
  build(tree, 0, 0, count, levels);
  return tree;
}

/** Visits every leaf with its node and its points start..end (exclusive), in order. */
export function forEachLeaf(tree: BoxTree, visit: (node: number, start: number, end: number) => void): void {
  const descend = (node: number, start: number, end: number, levels: number): void => {
    if (levels === 0) {
      visit(node, start, end);
      return;
    }
    const middle = (start + end) >> 1;
    descend(2 * node + 1, start, middle, levels - 1);
    descend(2 * node + 2, middle, end, levels - 1);
  };
  descend(0, 0, tree.points.length / 3, tree.levels);
}
