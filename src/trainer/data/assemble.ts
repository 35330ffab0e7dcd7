import { createHash } from 'node:crypto';
import { bytesOf, createCaseStore } from '../../core/sampling/caseStore';
import type { Case, Triple } from '../../core/volume/types';
import { counted } from '../../core/wording';
import { FileError } from '../../io/fileError';
import { volumeBudget } from '../../io/memory';
import type { CaseReader } from './background/reader';
import type { CaseFingerprint, LoadingOptions, TrainingData } from './types';

/** What the labels that train hold: a class that is in none of them cannot be learnt. */
function createLabelWatch(labelled: readonly string[]) {
  const empty: string[] = [];
  return {
    see({ id, label }: Case): void {
      if (label?.data.every((value) => value === 0)) empty.push(id);
    },
    /** Warnings. Throws FileError where no label has any foreground: hours of training would end with empty masks. */
    verdict(): string[] {
      if (empty.length > 0 && empty.length === labelled.length)
        throw new FileError(
          empty.slice(0, 4).join(', ') + (empty.length > 4 ? ' ...' : ''),
          'label',
          `${empty.length === 1 ? 'the only labelled case has' : `none of the ${empty.length} labelled cases has`} a voxel of foreground: nothing can be learnt.`,
          'Check the label files and data.labels, or put cases that show the organ first in the training list.',
        );
      return empty.map((id) => `${id}: its label is empty.`);
    },
  };
}

/** Millimetres between voxels that half of the cases do not exceed, by axis. */
function middleSpacing(cases: readonly Triple[]): Triple {
  const middle = (axis: 0 | 1 | 2): number => {
    const sorted = cases.map((spacing) => spacing[axis]).sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 1;
  };
  return [middle(0), middle(1), middle(2)];
}

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
  const spacings: Triple[] = [];
  const labels = createLabelWatch(ids.slice(0, labelled));
  try {
    for (const index of ids.keys()) {
      signal?.throwIfAborted();
      const one = await cases.get(index);
      if (index + 1 < ids.length) cases.ahead([index + 1]);
      fingerprints.push(fingerprintOf(one));
      spacings.push(one.image.spacing);
      labels.see(one);
      bytes += bytesOf(one);
      onProgress?.(index + 1, ids.length);
    }
    warnings.push(...labels.verdict());
  } catch (error) {
    await reader.close();
    throw error;
  }
  first = false;
  // All are in memory for good: nothing will be read again.
  if (bytes <= budget) await reader.close();
  const hash = createHash('sha256');
  for (const { id, sha256 } of fingerprints) hash.update(`${id}\0${sha256}\0`);
  const spacing = middleSpacing(spacings);
  return { cases, sha256: hash.digest('hex'), fingerprints, spacing, warnings, close: () => reader.close() };
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
