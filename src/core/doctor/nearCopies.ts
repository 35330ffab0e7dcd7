/** Cases whose thumbnails almost agree, found through a grid of a few projections in place of all pairs. */

/** Above this correlation two volumes are taken for the same scan, saved anew, rescaled or slightly resampled. */
export const ALIKE = 0.995;

/** Coordinates of the grid: each more makes three times as many cells to look into, for fewer cases in each. */
const AXES = 4;
/** Values compared before two thumbnails are given up; far ones differ within the first few. */
const CHUNK = 64;

export interface Pictured {
  /** The list it is in. */
  readonly split: string | null;
  /** z-scored, all of one length; zeros where the volume is constant. */
  readonly thumbnail: Float32Array;
}

/** An earlier case that a case is a copy of. */
export interface Copy {
  readonly index: number;
  readonly of: number;
}

/** Largest squared distance of two z-scored vectors of this length that correlate by ALIKE. */
const reach = (length: number): number => 2 * length * (1 - ALIKE);

function squaredDistance(a: Float32Array, b: Float32Array, most: number): number {
  let sum = 0;
  for (let start = 0; start < a.length && sum <= most; start += CHUNK) {
    const end = Math.min(a.length, start + CHUNK);
    for (let place = start; place < end; place++) sum += ((a[place] as number) - (b[place] as number)) ** 2;
  }
  return sum;
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place++) sum += (a[place] as number) * (b[place] as number);
  return sum;
}

/** The thumbnail farthest from one of them. */
function farthest(from: Float32Array, all: readonly Float32Array[]): Float32Array {
  let [best, distance] = [from, 0];
  for (const one of all) {
    const away = squaredDistance(from, one, Infinity);
    if (away > distance) [best, distance] = [one, away];
  }
  return best;
}

/**
 * Directions of unit length, at right angles, along which thumbnails differ much: from one to that farthest from it, and what is left of
 * the next such after taking the first out. Projections on them differ by no more than the thumbnails do, so that nothing is missed.
 */
function directionsOf(thumbnails: readonly Float32Array[]): Float32Array[] {
  const directions: Float32Array[] = [];
  let from = thumbnails[0];
  for (let axis = 0; axis < AXES && from !== undefined; axis++) {
    const to = farthest(from, thumbnails);
    const direction = to.map((value, place) => value - ((from as Float32Array)[place] as number));
    for (const before of directions) {
      const along = dot(direction, before);
      for (let place = 0; place < direction.length; place++)
        direction[place] = (direction[place] as number) - along * (before[place] as number);
    }
    const length = Math.sqrt(dot(direction, direction));
    if (length < 1e-3) break;
    directions.push(direction.map((value) => value / length));
    from = to;
  }
  return directions;
}

/** Keys of a cell's surroundings: itself and all that touch it. */
function around(cell: readonly number[]): string[] {
  return cell.reduce<string[]>(
    (keys, coordinate) => keys.flatMap((key) => [-1, 0, 1].map((step) => `${key},${coordinate + step}`)),
    [''],
  );
}

/** For every case an earlier copy in each list that has one. `compared`: how many pairs of thumbnails were held against each other. */
export function findCopies(cases: readonly Pictured[]): { readonly copies: Copy[]; readonly compared: number } {
  const thumbnails = cases.map(({ thumbnail }) => thumbnail).filter((one) => one.some((value) => value !== 0));
  const directions = directionsOf(thumbnails);
  const most = reach(thumbnails[0]?.length ?? 0);
  const edge = Math.sqrt(most);
  const cells = new Map<string, number[]>();
  const copies: Copy[] = [];
  let compared = 0;
  for (const [index, { thumbnail }] of cases.entries()) {
    if (thumbnail.every((value) => value === 0)) continue;
    const cell = directions.map((direction) => Math.floor(dot(thumbnail, direction) / edge));
    const found = new Set<string | null>();
    for (const candidate of around(cell).flatMap((key) => cells.get(key) ?? [])) {
      const other = cases[candidate] as Pictured;
      if (found.has(other.split)) continue;
      compared++;
      if (squaredDistance(thumbnail, other.thumbnail, most) > most) continue;
      found.add(other.split);
      copies.push({ index, of: candidate });
    }
    const key = cell.map((coordinate) => `,${coordinate}`).join('');
    const inside = cells.get(key);
    if (inside === undefined) cells.set(key, [index]);
    else inside.push(index);
  }
  return { copies, compared };
}
