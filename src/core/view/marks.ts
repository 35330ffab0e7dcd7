import type { Affine } from '../volume/affine';
import { affineSpacing } from '../volume/affine';
import type { Axis, Plane } from './plane';
import { planeAxes } from './plane';

/** Letters at the four edges of a slice. */
export interface Marks {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
  /** Degrees by which the grid's axes lean away from the body's at most; 0 where they coincide. */
  readonly oblique: number;
}

const TOWARDS = ['R', 'A', 'S'] as const;
const AWAY = ['L', 'P', 'I'] as const;
const GRID = ['x', 'y', 'z'] as const;

/** Rounding of an affine stored in float32 is no lean. */
const LEAST_LEAN = 0.1;

/** Degrees between a canonical voxel axis and the body axis it is named after. */
function leanOf(affine: Affine, axis: Axis): number {
  const cosine = affine[axis][axis] / affineSpacing(affine)[axis];
  const degrees = (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
  return degrees < LEAST_LEAN ? 0 : degrees;
}

/**
 * Marks of a canonical volume. `affine` is the canonical one (canonicalAffine): its columns point right, anterior and superior as
 * nearly as the grid allows, and an axis that leans away carries a tilde. Without an affine (HDF5 says nothing of the body) the grid's own axes are named.
 */
export function orientationMarks(affine: Affine | null, plane: Plane): Marks {
  const { across, down } = planeAxes(plane);
  if (affine === null) {
    const [a, b] = [GRID[across], GRID[down]];
    return { left: `+${a}`, right: `−${a}`, top: `+${b}`, bottom: `−${b}`, oblique: 0 };
  }
  const tilde = (axis: Axis): string => (leanOf(affine, axis) > 0 ? '~' : '');
  return {
    left: TOWARDS[across] + tilde(across),
    right: AWAY[across] + tilde(across),
    top: TOWARDS[down] + tilde(down),
    bottom: AWAY[down] + tilde(down),
    oblique: Math.max(leanOf(affine, 0), leanOf(affine, 1), leanOf(affine, 2)),
  };
}
