import { access, mkdir } from 'node:fs/promises';
import { probabilityOf } from '../core/inference/probabilities';
import { writeMask } from '../io/nifti/write';
import { writeProbability } from '../io/nifti/writeProbability';
import { runPaths } from '../io/run/runDirectory';
import type { Prediction } from './evaluate';

/** Writes the masks of every model and of their mean. Throws FileError. */
export async function writeMasks(run: string, iteration: number, { test, labels }: Prediction): Promise<void> {
  await mkdir(runPaths.predictions(run, iteration), { recursive: true });
  for (const [model, mask] of labels) await writeMask(runPaths.mask(run, iteration, test.case.id, model), mask, test.header);
}

/** The same for masks that are not there yet: those of a test stand for its numbers and are not replaced. Throws FileError. */
export async function writeMissingMasks(run: string, iteration: number, prediction: Prediction): Promise<void> {
  const missing = new Map<string, Uint8Array>();
  for (const [model, mask] of prediction.labels) {
    const there = access(runPaths.mask(run, iteration, prediction.test.case.id, model));
    await there.catch(() => missing.set(model, mask));
  }
  await writeMasks(run, iteration, { ...prediction, labels: missing });
}

/**
 * Writes each model's probabilities on the grid of the image, one file a class but the background, in 255ths: a byte a voxel, of
 * which gzip leaves little. The mean of the models is theirs to average, and the background what is left. Throws FileError.
 */
export async function writeProbabilities(run: string, iteration: number, { test, maps }: Prediction): Promise<void> {
  await mkdir(runPaths.probabilities(run, iteration), { recursive: true });
  for (const [model, map] of maps) {
    for (let label = 1; label < map.classes; label++) {
      const path = runPaths.probability(run, iteration, test.case.id, model, label);
      await writeProbability(path, probabilityOf(map, label), test.header);
    }
  }
}
