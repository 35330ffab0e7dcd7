/** nnU-Net's splits_final.json: a list of folds, each { "train": [...], "val": [...] } (nnunetv2/utilities/crossval_split.py). */
import { z } from 'zod';
import type { Fold } from './folds';

const names = z.array(z.string().min(1)).min(1);
const file = z
  .array(z.looseObject({ train: names, val: names }))
  .min(1)
  .max(1000);

/**
 * Reads the text of such a file.
 * @throws Error that names the fold and what is wrong with it.
 */
export function parseNnunetSplits(text: string): Fold[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  const parsed = file.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = issue?.path.length ? `fold ${issue.path.map(String).join('.')}: ` : '';
    throw new Error(`${place}${issue?.message ?? 'it is no list of folds'}; a fold is { "train": [names], "val": [names] }`);
  }
  return parsed.data.map(({ train, val }, index) => {
    const trained = new Set(train);
    const both = val.find((id) => trained.has(id));
    if (both !== undefined) throw new Error(`fold ${index}: ${both} is in train and in val`);
    for (const [list, ids] of Object.entries({ train, val }))
      if (new Set(ids).size < ids.length) throw new Error(`fold ${index}: a case is twice in ${list}`);
    return { train, test: val };
  });
}

/** The text of such a file, as nnU-Net writes it. */
export function writeNnunetSplits(folds: readonly Fold[]): string {
  return `${JSON.stringify(
    folds.map(({ train, test }) => ({ train, val: test })),
    null,
    4,
  )}\n`;
}
