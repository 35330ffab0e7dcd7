import { createHash } from 'node:crypto';
import { bytesOf, createCaseStore } from '../../core/sampling/caseStore';
import type { Case } from '../../core/volume/types';
import { counted } from '../../core/wording';
import { volumeBudget } from '../../io/memory';
import type { CaseReader } from './background/reader';
import type { CaseFingerprint, LoadingOptions, TrainingData } from './types';

function fingerprintOf({ id, image, label }: Case): CaseFingerprint {
  const hash = createHash('sha256')
    .update(`${id}\0${image.size.join(',')}\0`)
    .update(image.data);
  if (label) hash.update(label.data);
  return { id, sha256: hash.digest('hex') };
}

/**
 * Loads every case once, one after the other, and hashes what training will see, while the next one is being read; what does not fit into
 * the memory budget is read again for the iterations that draw it.
 */
export async function assemble(
  ids: readonly string[],
  labelled: number,
  reader: CaseReader,
  { signal, onProgress, budget = volumeBudget() }: LoadingOptions,
): Promise<TrainingData> {
  const warnings: string[] = [];
  let bytes = 0;
  let first = true;
  const counts = { labelled, unlabelled: ids.length - labelled };
  const cases = createCaseStore(
    counts,
    async (index) => {
      const read = await reader.read(ids[index] as string, index < labelled);
      // Told once, though a case may be read again.
      if (first) warnings.push(...read.warnings);
      return read.case;
    },
    budget,
  );
  const fingerprints: CaseFingerprint[] = [];
  try {
    for (const index of ids.keys()) {
      signal?.throwIfAborted();
      const one = await cases.get(index);
      if (index + 1 < ids.length) cases.ahead([index + 1]);
      fingerprints.push(fingerprintOf(one));
      bytes += bytesOf(one);
      onProgress?.(index + 1, ids.length);
    }
  } catch (error) {
    await reader.close();
    throw error;
  }
  first = false;
  // All are in memory for good: nothing will be read again.
  if (bytes <= budget) await reader.close();
  const hash = createHash('sha256');
  for (const { id, sha256 } of fingerprints) hash.update(`${id}\0${sha256}\0`);
  return { cases, sha256: hash.digest('hex'), fingerprints, warnings, close: () => reader.close() };
}

/** The training cases a run needs. Throws when the list is shorter than the labelled count asked for. */
export function casesNeeded(train: readonly string[], labelled: number, withUnlabelled: boolean): readonly string[] {
  if (labelled > train.length) {
    throw new Error(
      `${counted(labelled, 'labelled case is', 'labelled cases are')} asked for, and the training list has ${train.length}. Ask for fewer (--labelled).`,
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
