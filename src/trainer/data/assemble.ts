import { createHash } from 'node:crypto';
import { measureIntensities, zScore } from '../../core/volume/normalise';
import type { Case } from '../../core/volume/types';
import type { LoadingOptions, TrainingData } from './types';

/** A z-scored case, and a warning when voxels had no number. */
export function normalised<C extends Case>(one: C, warn: (message: string) => void): C {
  const { nonFinite, deviation } = measureIntensities(one.image.data);
  if (nonFinite > 0) warn(`${one.id}: ${nonFinite} voxels are not finite numbers; they are taken as the volume's mean.`);
  if (deviation === 0) warn(`${one.id}: every voxel has the same value; nothing can be learnt from it.`);
  return { ...one, image: zScore(one.image) };
}

/** Loads cases one after the other, normalises them and hashes what training will see. */
export async function assemble(
  ids: readonly string[],
  labelled: number,
  load: (id: string, withLabel: boolean) => Promise<Case>,
  { signal, onProgress }: LoadingOptions,
): Promise<TrainingData> {
  const hash = createHash('sha256');
  const warnings: string[] = [];
  const cases: Case[] = [];
  for (const [index, id] of ids.entries()) {
    signal?.throwIfAborted();
    const one = normalised(await load(id, index < labelled), (message) => warnings.push(message));
    hash.update(`${id}\0${one.image.size.join(',')}\0`).update(one.image.data);
    if (one.label) hash.update(one.label.data);
    cases.push(one);
    onProgress?.(index + 1, ids.length);
  }
  const dataset = { labelled: cases.slice(0, labelled), unlabelled: cases.slice(labelled) };
  return { dataset, sha256: hash.digest('hex'), warnings };
}

/** The training cases a run needs. Throws when the list is shorter than the labelled count asked for. */
export function casesNeeded(train: readonly string[], labelled: number, withUnlabelled: boolean): readonly string[] {
  if (labelled > train.length) {
    throw new Error(
      `${labelled} labelled cases are asked for, and the training list has ${train.length}. Ask for fewer (--labelled).`,
    );
  }
  if (withUnlabelled && labelled === train.length) {
    throw new Error(
      `All ${train.length} training cases are asked for as labelled, which leaves none without a label for co-training. ` +
        'Ask for fewer (--labelled) or train supervised (--method supervised).',
    );
  }
  return withUnlabelled ? train : train.slice(0, labelled);
}
