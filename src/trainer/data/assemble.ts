import { createHash } from 'node:crypto';
import { measureIntensities, zScore } from '../../core/volume/normalise';
import type { Case } from '../../core/volume/types';
import type { CaseFingerprint, LoadingOptions, TrainingData } from './types';

/** A z-scored case, and a warning when voxels had no number. */
export function normalised<C extends Case>(one: C, warn: (message: string) => void): C {
  const { nonFinite, deviation } = measureIntensities(one.image.data);
  if (nonFinite > 0) warn(`${one.id}: ${nonFinite} voxels are not finite numbers; they are taken as the volume's mean.`);
  if (deviation === 0) warn(`${one.id}: every voxel has the same value; nothing can be learnt from it.`);
  return { ...one, image: zScore(one.image) };
}

function fingerprintOf({ id, image, label }: Case): CaseFingerprint {
  const hash = createHash('sha256')
    .update(`${id}\0${image.size.join(',')}\0`)
    .update(image.data);
  if (label) hash.update(label.data);
  return { id, sha256: hash.digest('hex') };
}

/** Loads cases one after the other, normalises them and hashes what training will see. */
export async function assemble(
  ids: readonly string[],
  labelled: number,
  load: (id: string, withLabel: boolean) => Promise<Case>,
  { signal, onProgress }: LoadingOptions,
): Promise<TrainingData> {
  const fingerprints: CaseFingerprint[] = [];
  const warnings: string[] = [];
  const cases: Case[] = [];
  for (const [index, id] of ids.entries()) {
    signal?.throwIfAborted();
    const one = normalised(await load(id, index < labelled), (message) => warnings.push(message));
    fingerprints.push(fingerprintOf(one));
    cases.push(one);
    onProgress?.(index + 1, ids.length);
  }
  const dataset = { labelled: cases.slice(0, labelled), unlabelled: cases.slice(labelled) };
  const hash = createHash('sha256');
  for (const { id, sha256 } of fingerprints) hash.update(`${id}\0${sha256}\0`);
  return { dataset, sha256: hash.digest('hex'), fingerprints, warnings };
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

/** Takes the last `count` cases out of the training list, to validate on. Throws when none would be left to train on. */
export function holdOut(train: readonly string[], count: number): { train: readonly string[]; validation: readonly string[] } {
  if (count >= train.length)
    throw new Error(`${count} of ${train.length} training cases are to be held out, which leaves none. Lower data.heldOut.`);
  const kept = train.length - count;
  return { train: train.slice(0, kept), validation: train.slice(kept) };
}
