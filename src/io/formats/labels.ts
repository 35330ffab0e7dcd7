import { FileError } from '../fileError';

/** Whole numbers 0 to 255 of a label image. Throws FileError that names the first value that is none. */
export function labelValues(path: string, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(values.length);
  for (let index = 0; index < data.length; index++) {
    const value = values[index] as number;
    const label = Math.round(value);
    // Scaled labels (slope 1/255 and the like) carry float32 rounding.
    if (!(Math.abs(value - label) <= 1e-3 && label >= 0 && label <= 255)) {
      throw new FileError(
        path,
        'voxels',
        `${value} is not a label.`,
        'Labels are whole numbers from 0 to 255; is this the image instead?',
      );
    }
    data[index] = label;
  }
  return data;
}
