import type { AxisOrder } from '../../core/volume/axisOrders';
import type { Triple } from '../../core/volume/types';
import type { NiftiLimits } from '../nifti/limits';
import type { PlainError } from '../plainError';

/** What is known of an array before its voxels are read. */
export interface Hdf5Header {
  /** Extents, slowest axis first. */
  readonly shape: Triple;
  readonly datatype: string;
}

/** What the thread is asked of one data set of a file. */
export interface Hdf5Request {
  readonly path: string;
  readonly key: string;
  /** 'header' decodes no voxels; 'image' is float32, 'label' whole numbers 0 to 255, both x fastest. */
  readonly want: 'header' | 'image' | 'label';
  /** Axes of the array, slowest first. */
  readonly axes: AxisOrder;
  readonly limits: NiftiLimits;
  /** Bytes that the file and its voxels may take together. */
  readonly memory: number;
}

export interface Hdf5Voxels extends Hdf5Header {
  readonly data: Float32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;
}

/** What the thread answers; `usable` is false once its library failed: it may have kept something of the file. */
export type Hdf5Answer =
  | { readonly usable: true; readonly read: Hdf5Header | Hdf5Voxels }
  | { readonly usable: boolean; readonly error: PlainError };
