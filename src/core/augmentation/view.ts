import type { Triple } from '../volume/types';

/**
 * A way of reading a volume's data that costs nothing to turn or mirror: voxel (x, y, z) lies at origin + x * stride[0] + y *
 * stride[1] + z * stride[2].
 */
export interface View {
  readonly size: Triple;
  readonly stride: Triple;
  readonly origin: number;
}

export function viewOf(size: Triple): View {
  return { size, stride: [1, size[0], size[0] * size[1]], origin: 0 };
}

/** Mirrored along an axis (0 = x, 1 = y, 2 = z). */
export function flip(view: View, axis: 0 | 1 | 2): View {
  const [x, y, z] = view.stride;
  const stride: Triple = [axis === 0 ? -x : x, axis === 1 ? -y : y, axis === 2 ? -z : z];
  return { size: view.size, stride, origin: view.origin + view.stride[axis] * (view.size[axis] - 1) };
}

/**
 * Turned by `times` quarter turns in the x-y plane, in the sense of numpy.rot90(volume, times, axes=(0, 1)) on [x, y, z] arrays.
 */
export function rotate90(view: View, times: number): View {
  let turned = view;
  for (let i = 0; i < times; i++) {
    const { size, stride, origin } = turned;
    turned = {
      size: [size[1], size[0], size[2]],
      stride: [-stride[1], stride[0], stride[2]],
      origin: origin + stride[1] * (size[1] - 1),
    };
  }
  return turned;
}

type Voxels = Float32Array | Uint8Array | Int32Array;

/**
 * Copies the patch that begins at `start` (which may lie outside) into target[offset...], x fastest. Voxels outside the view
 * become 0.
 */
export function copyPatch(source: Voxels, view: View, start: Triple, patch: Triple, target: Voxels, offset: number): void {
  const first = Math.max(0, -start[0]);
  const last = Math.min(patch[0], view.size[0] - start[0]);
  let row = offset;
  for (let z = start[2]; z < start[2] + patch[2]; z++) {
    for (let y = start[1]; y < start[1] + patch[1]; y++, row += patch[0]) {
      if (y < 0 || y >= view.size[1] || z < 0 || z >= view.size[2] || last <= first) {
        target.fill(0, row, row + patch[0]);
        continue;
      }
      target.fill(0, row, row + first);
      target.fill(0, row + last, row + patch[0]);
      const step = view.stride[0];
      let from = view.origin + (start[0] + first) * step + y * view.stride[1] + z * view.stride[2];
      for (let x = first; x < last; x++, from += step) target[row + x] = source[from] as number;
    }
  }
}
