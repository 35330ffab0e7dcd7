import type { Triple } from '../volume/types';
import type { Plane, SliceSize } from './plane';
import { planeAxes } from './plane';

/**
 * In how many columns panels of this shape come out largest in a box: 1 to `count`. Of equally good ones the one with fewest rows, so
 * that what is compared stands side by side, as evenly filled as they can be. Box and shape may be in any units of their own.
 */
export function columnsFor(count: number, box: SliceSize, shape: SliceSize): number {
  let [best, largest] = [Math.max(1, count), 0];
  for (let rows = 1; rows <= count; rows++) {
    const columns = Math.ceil(count / rows);
    const scale = Math.min(box.width / columns / shape.width, box.height / rows / shape.height);
    // Pixels that differ by rounding only are no reason to stack.
    if (scale > largest * 1.02) [best, largest] = [columns, scale];
  }
  return best;
}

/** The shape, in millimetres, of a panel that holds slices of these planes one above the other, all as tall. */
export function panelShape(size: Triple, spacing: Triple, planes: readonly Plane[]): SliceSize {
  const shapes = planes.map((plane) => {
    const { across, down } = planeAxes(plane);
    return { width: size[across] * spacing[across], height: size[down] * spacing[down] };
  });
  return {
    width: Math.max(...shapes.map(({ width }) => width)),
    height: planes.length * Math.max(...shapes.map(({ height }) => height)),
  };
}
