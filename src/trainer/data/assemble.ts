import { createHash } from 'node:crypto';
import { createCaseStore } from '../../core/sampling/caseStore';
import type { Case } from '../../core/volume/types';
import { volumeBudget } from './memoryBudget';
import type { CaseFingerprint, LoadingOptions, TrainingData } from './types';

function fingerprintOf({ id, image, label }: Case): CaseFingerprint {
  const hash = createHash('sha256')
    .update(`${id}\0${image.size.join(',')}\0`)
    .update(image.data);
  if (label) hash.update(label.data);
  return { id, sha256: hash.digest('hex') };
}

/** What is loaded: prepared cases by id. A warning is told once, though a case may be read again. */
export type LoadTraining = (id: string, labelled: boolean, warn: (message: string) => void) => Promise<Case>;

/**
 * Loads every case once, one after the other, and hashes what training will see; what does not fit into the memory budget is read again
 * when it is drawn.
 */
export async function assemble(
  ids: readonly string[],
  labelled: number,
  load: LoadTraining,
  { signal, onProgress, budget = volumeBudget() }: LoadingOptions,
): Promise<TrainingData> {
  const warnings: string[] = [];
  let first = true;
  const counts = { labelled, unlabelled: ids.length - labelled };
  const cases = createCaseStore(
    counts,
    (index) => load(ids[index] as string, index < labelled, (message) => void (first && warnings.push(message))),
    budget,
  );
  const fingerprints: CaseFingerprint[] = [];
  for (const index of ids.keys()) {
    signal?.throwIfAborted();
    fingerprints.push(fingerprintOf(await cases.get(index)));
    onProgress?.(index + 1, ids.length);
  }
  first = false;
  const hash = createHash('sha256');
  for (const { id, sha256 } of fingerprints) hash.update(`${id}\0${sha256}\0`);
  return { cases, sha256: hash.digest('hex'), fingerprints, warnings };
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
