import type { Axis, Plane } from '../../../src/core/view/plane';
import { clampVoxel, planeAxes, sliceSize } from '../../../src/core/view/plane';
import { centreOfDifference, largestSlice } from '../../../src/core/view/strip';
import type { Triple } from '../../../src/core/volume/types';
import type { RunEntry, ViewChoice } from '../../../src/protocol/viewer';
import type { ShownCase } from '../case/shownCase';

/** The crosshair moved to another place on one axis, inside the volume. */
export function onAxis(size: Triple, voxel: Triple, axis: Axis, place: number): Triple {
  const moved: [number, number, number] = [...voxel];
  moved[axis] = place;
  return clampVoxel(size, moved);
}

/** Where the masks differ most from the truth (or, without one, from each other), or from each other; null where they do not. */
export function placeOfMost({ store, comparison }: ShownCase, what: 'errors' | 'difference', plane: Plane, from: Triple) {
  const counts = comparison[what] ?? (what === 'errors' ? comparison.difference : null);
  const index = counts === null ? null : largestSlice(counts[plane]);
  if (store === null || index === null) return null;
  const pair = what === 'errors' && comparison.errors !== null ? (['truth', 'first'] as const) : (['first', 'second'] as const);
  const centre = centreOfDifference(store.labels, pair[0], pair[1], plane, index);
  return centre ?? onAxis(store.size, from, planeAxes(plane).through, index);
}

/** The same masks of the run's case that lies `by` further on in its list; null without one. */
export function caseBeside(runs: readonly RunEntry[], choice: ViewChoice | null, by: number): ViewChoice | null {
  if (choice === null) return null;
  const cases = runs.find(({ key }) => key === choice.run)?.cases ?? [];
  const place = cases.findIndex(({ id }) => id === choice.caseId);
  const next = cases[(place + by + cases.length) % Math.max(1, cases.length)];
  return next === undefined ? null : { ...choice, caseId: next.id };
}

/** The crosshair in shares of the slice, which is what zooming keeps in its place. */
export function crosshairShare(size: Triple | null, voxel: Triple, plane: Plane): { u: number; v: number } {
  if (size === null) return { u: 0.5, v: 0.5 };
  const { across, down } = planeAxes(plane);
  const { width, height } = sliceSize(size, plane);
  return { u: (width - voxel[across] - 0.5) / width, v: (height - voxel[down] - 0.5) / height };
}
