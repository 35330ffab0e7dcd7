/** Inputs of situations: small made-up volumes, written byte by byte. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { NiftiFields } from '../io/nifti/build';
import { buildNifti } from '../io/nifti/build';

export type Size = readonly [number, number, number];

export interface Made extends Omit<NiftiFields, 'voxels' | 'dims'> {
  readonly size?: Size;
  /** Other seeds, other noise. */
  readonly seed?: number;
}

/** Numbers 0 to 1, the same for the same seed (mulberry32, public domain). */
export function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Writes a NIfTI file whose voxels are `at(x, y, z)`; makes the folders above it. */
export function writeVolume(path: string, { size = [12, 12, 8], ...fields }: Made, at: (place: Size) => number): void {
  const [width, height, depth] = size;
  const voxels = Array.from({ length: width * height * depth }, (_, index) =>
    at([index % width, Math.floor(index / width) % height, Math.floor(index / (width * height))]),
  );
  const bytes = buildNifti({ ...fields, dims: [3, ...size], voxels });
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, path.endsWith('.gz') ? gzipSync(bytes, { level: 1 }) : bytes);
}

/** Voxels of a ball in the middle: 1, the others 0. */
export function inBall([x, y, z]: Size, size: Size = [12, 12, 8]): number {
  const away = [x, y, z].map((place, axis) => (2 * (place + 0.5)) / (size[axis] as number) - 1);
  return Math.hypot(...away) < 0.6 ? 1 : 0;
}

/** An image of noise around a ball, int16. */
export function writeImage(path: string, made: Made = {}): void {
  const random = noise(made.seed ?? 1);
  writeVolume(path, { datatype: 4, ...made }, (place) => Math.round(200 * random() + 300 * inBall(place, made.size)));
}

/** The ball as a label of 0 and `value`, uint8. */
export function writeLabel(path: string, made: Made = {}, value = 1): void {
  writeVolume(path, { datatype: 2, ...made }, (place) => value * inBall(place, made.size));
}

/** A Decathlon folder `data` with an image and a label for every name; every image is of its own noise. */
export function decathlon(folder: string, names: readonly string[], made: Made = {}): void {
  for (const [index, name] of names.entries()) {
    writeImage(join(folder, 'data', 'imagesTr', `${name}.nii.gz`), { seed: index + 1, ...made });
    writeLabel(join(folder, 'data', 'labelsTr', `${name}.nii.gz`), made);
  }
}

/** Writes splits/train.txt and splits/test.txt of the folder `data`. */
export function lists(folder: string, train: readonly string[], test: readonly string[]): void {
  mkdirSync(join(folder, 'data', 'splits'), { recursive: true });
  writeFileSync(join(folder, 'data', 'splits', 'train.txt'), `${train.join('\n')}\n`);
  writeFileSync(join(folder, 'data', 'splits', 'test.txt'), `${test.join('\n')}\n`);
}
