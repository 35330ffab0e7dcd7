import { FileError } from './fileError';

/** A label is a whole number 0 to 255. Throws FileError that names the value that is none. */
export function labelOf(path: string, value: number): number {
  const label = Math.round(value);
  // Scaled labels (slope 1/255 and the like) carry float32 rounding.
  if (Math.abs(value - label) <= 1e-3 && label >= 0 && label <= 255) return label;
  throw new FileError(
    path,
    'voxels',
    `${value} is not a label.`,
    'Labels are whole numbers from 0 to 255; is this the image instead?',
  );
}

/** Whole numbers 0 to 255 of a label image. Throws FileError that names the first value that is none. */
export function labelValues(path: string, values: ArrayLike<number>): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(values.length);
  for (let index = 0; index < data.length; index++) data[index] = labelOf(path, values[index] as number);
  return data;
}
