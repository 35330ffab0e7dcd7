import { join } from 'node:path';
import type { Problem } from '../../core/doctor/types';
import type { PatientOf } from '../../core/patients/patients';
import type { DatasetContents } from '../dataset';
import { proposedSplits } from '../dataset';
import { readableEndings } from '../formats/registry';
import type { Splits } from '../splits';

/** What is wrong with a folder as a whole. */
export function folderProblems({ folder, ignored, splits, cases, regions }: DatasetContents): Problem[] {
  const problems: Problem[] = ignored.map((problem) => ({
    severity: 'warning',
    code: 'ignored-file',
    file: folder,
    problem,
    fix: 'Rename or remove it.',
  }));
  if (regions !== undefined)
    problems.push({
      severity: 'warning',
      code: 'regions',
      file: join(folder, 'dataset.json'),
      problem: `its labels are regions that overlap (${regions.join(', ')}); networks here learn the stored values, one class each.`,
      fix: 'Say in data.labels which class each value is, for one region of interest such as { "1": 0, "2": 1, "3": 1 }.',
    });
  if (cases.size === 0)
    problems.push({
      severity: 'error',
      code: 'no-cases',
      file: folder,
      problem: 'there is no case in it.',
      fix: `Put images (${readableEndings.join(', ')}) into it${problems.length > 0 ? ', or mend what is told of the files that are there' : ''}.`,
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

/** Without lists: the split to agree to, or why none can be made, which is an error because nothing can be trained on such a folder. */
export function examineProposal(
  contents: Pick<DatasetContents, 'folder' | 'cases' | 'splits'>,
  patients: PatientOf,
): { readonly proposal: Splits | null; readonly problems: readonly Problem[] } {
  const { folder, cases, splits } = contents;
  // A folder without a case is told so once.
  if (splits !== null || cases.size === 0) return { proposal: null, problems: [] };
  const missing = 'there are no lists of training and test cases';
  try {
    return {
      proposal: proposedSplits({ cases }, patients),
      problems: [
        {
          severity: 'warning',
          code: 'no-splits',
          file: folder,
          problem: `${missing}.`,
          fix: 'Write splits/train.txt and splits/test.txt, or agree to the proposed ones (--write-splits).',
        },
      ],
    };
  } catch (error) {
    return {
      proposal: null,
      problems: [
        {
          severity: 'error',
          code: 'no-split-possible',
          file: folder,
          problem: `${missing}, and none can be proposed: ${error instanceof Error ? error.message : String(error)}.`,
          fix: 'Add labelled cases of other patients; or, if who is who was read wrongly, say it in data.patients or splits/patients.csv.',
        },
      ],
    };
  }
}
