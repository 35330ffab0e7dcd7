import * as tf from '@tensorflow/tfjs-core';
import { channelsOf } from '../volume/channels';
import type { Triple, Volume } from '../volume/types';
import { voxelCount } from '../volume/types';
import type { WindowGrid } from './windowCopies';
import { addWindow, copyWindow } from './windowCopies';
import { paddingFor, windowCounts, windowPlaces, windowStarts } from './windows';

/** Class probabilities [n, z, y, x, classes] of a batch of patches [n, z, y, x, channels]. Runs inside a tidy. */
export type Predict = (batch: tf.Tensor5D) => tf.Tensor5D;

export interface SlidingWindowOptions {
  /** Window size x, y, z; the networks' divisor must divide it. */
  readonly patch: Triple;
  /** Step between windows x, y, z. */
  readonly stride: Triple;
  /** Windows a forward pass. */
  readonly batch: number;
  readonly classes: number;
  readonly signal?: AbortSignal | undefined;
  /** Called after each batch with the windows done and the windows there are. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Probabilities of one volume, [z, y, x, class] flat: the class is fastest, then x. */
export interface ProbabilityMap {
  readonly size: Triple;
  readonly classes: number;
  readonly data: Float32Array;
}

/** Divides the sums by the number of windows over each voxel, which is a product of three counts, one an axis. */
function divideByCounts(sums: Float32Array, grid: WindowGrid, stride: Triple, classes: number): void {
  const counts = (axis: 0 | 1 | 2): Int32Array => {
    const size = grid.padding.size[axis];
    const before = grid.padding.before[axis];
    const starts = windowStarts(size, grid.patch[axis], stride[axis]);
    return windowCounts(size, grid.patch[axis], starts).subarray(before, before + grid.size[axis]);
  };
  const [xs, ys, zs] = [counts(0), counts(1), counts(2)];
  let index = 0;
  for (const z of zs) {
    for (const y of ys) {
      for (const x of xs) {
        const scale = 1 / (x * y * z);
        for (let c = 0; c < classes; c++, index++) sums[index] = (sums[index] as number) * scale;
      }
    }
  }
}

async function probabilitiesOf(predict: Predict, input: tf.Tensor5D, classes: number): Promise<Float32Array> {
  const output = tf.tidy(() => predict(input));
  const expected = [...input.shape.slice(0, 4), classes];
  try {
    if (!tf.util.arraysEqual(output.shape, expected)) {
      throw new Error(`sliding window: the model gave shape [${output.shape.join(', ')}], expected [${expected.join(', ')}]`);
    }
    return await output.data<'float32'>();
  } finally {
    output.dispose();
  }
}

/**
 * Runs models over overlapping windows of a volume and averages their probabilities (docs/method.md 1.6): zero padding where the volume is
 * smaller than the patch, softmax summed, divided by the counts. Every model sees the same batches, so the images are cut once.
 * Between batches the event loop gets a turn; an aborted signal then throws its reason. Throws when a model's output has another shape.
 */
export async function slidingWindow(
  image: Volume,
  models: readonly Predict[],
  options: SlidingWindowOptions,
): Promise<ProbabilityMap[]> {
  const { patch, stride, batch, classes, signal, onProgress } = options;
  const grid: WindowGrid = { size: image.size, padding: paddingFor(image.size, patch), patch };
  const places = windowPlaces(grid.padding.size, patch, stride);
  const voxels = voxelCount(patch);
  const channels = channelsOf(image);
  const sums = models.map(() => new Float32Array(voxelCount(image.size) * classes));

  for (let first = 0; first < places.length; first += batch) {
    signal?.throwIfAborted();
    const chunk = places.slice(first, first + batch);
    const numbers = voxels * channels;
    const patches = new Float32Array(chunk.length * numbers);
    for (const [n, place] of chunk.entries()) copyWindow(grid, place, image, patches.subarray(n * numbers, (n + 1) * numbers));
    const input = tf.tensor5d(patches, [chunk.length, patch[2], patch[1], patch[0], channels]);
    try {
      for (const [m, predict] of models.entries()) {
        const windows = await probabilitiesOf(predict, input, classes);
        const length = voxels * classes;
        for (const [n, place] of chunk.entries()) {
          addWindow(grid, place, windows.subarray(n * length, (n + 1) * length), sums[m] as Float32Array, classes);
        }
      }
    } finally {
      input.dispose();
    }
    onProgress?.(Math.min(first + batch, places.length), places.length);
    await tf.nextFrame();
  }
  signal?.throwIfAborted();
  return sums.map((data) => {
    divideByCounts(data, grid, stride, classes);
    return { size: image.size, classes, data };
  });
}
