import type { Problem } from '../../core/doctor/types';
import type { DatasetContents } from '../dataset';
import { proposedSplits } from '../dataset';
import type { Splits } from '../splits';

/** What is wrong with a folder as a whole. */
export function folderProblems({ folder, ignored, splits, cases }: DatasetContents): Problem[] {
  const problems: Problem[] = ignored.map((problem) => ({
    severity: 'warning',
    code: 'ignored-file',
    file: folder,
    problem,
    fix: 'Rename or remove it.',
  }));
  if (splits === null)
    problems.push({
      severity: 'warning',
      code: 'no-splits',
      file: folder,
      problem: 'there are no lists of training and test cases.',
      fix: 'Write splits/train.txt and splits/test.txt, or agree to the proposed ones (--write-splits).',
    });
  const listed = [...(splits?.train ?? []), ...(splits?.validation ?? []), ...(splits?.test ?? [])];
  for (const id of listed.filter((one) => !cases.has(one)))
    problems.push({
      severity: 'error',
      code: 'missing-case',
      file: folder,
      problem: `${id} is in a list, and there is no image of it.`,
      fix: 'Add the image, or take the case off the list in splits/.',
    });
  return problems;
}

/** A split to agree to, where there are no lists and one can be made. */
export function proposalOf(contents: DatasetContents): Splits | null {
  if (contents.splits !== null) return null;
  try {
    return proposedSplits(contents);
  } catch {
    return null;
  }
}
