import { createHash } from 'node:crypto';
import { checkImage, checkLabel } from '../core/doctor/checkCase';
import type { CohortProblem } from '../core/doctor/checkCohort';
import { findDuplicates, findOutliers, findPatientLeaks } from '../core/doctor/checkCohort';
import { labelCounts, statisticsOf, thumbnailOf } from '../core/doctor/measure';
import type { CaseReport, Fingerprint, Problem, SplitName } from '../core/doctor/types';
import { severities } from '../core/doctor/types';
import type { Triple } from '../core/volume/types';
import type { DatasetContents } from './dataset';
import { caseFile, proposedSplits, requireSameGrid } from './dataset';
import { FileError } from './fileError';
import { formatOf } from './formats/registry';
import type { VolumeHeader } from './formats/types';
import type { Splits } from './splits';

export interface DoctorOptions {
  /** The experiment's patch x, y, z. */
  readonly patch?: Triple | undefined;
  /** Label values that have a class; all without it. */
  readonly values?: readonly number[] | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** What `doctor --json` prints. */
export interface DoctorReport {
  readonly version: 1;
  readonly folder: string;
  readonly layout: string;
  readonly found: string;
  readonly labelNames: Readonly<Record<string, string>>;
  readonly splits: Splits | null;
  /** A split to agree to, where there are no lists and one can be made. */
  readonly proposedSplits: Splits | null;
  /** Problems of the folder as a whole. */
  readonly problems: readonly Problem[];
  readonly cases: readonly CaseReport[];
}

interface Examined {
  readonly report: CaseReport;
  readonly fingerprint: Fingerprint | null;
}

function asProblem(code: string, error: unknown): Problem {
  if (!(error instanceof FileError)) throw error;
  const { file, field, fix, message } = error;
  const problem = message.slice(`${file}: `.length, message.length - fix.length - 1);
  return { severity: 'error', code: field === 'grid' ? 'alignment' : code, file, problem, fix };
}

function splitOf({ splits }: DatasetContents, id: string): SplitName {
  if (splits === null) return null;
  if (splits.train.includes(id)) return 'train';
  if (splits.test.includes(id)) return 'test';
  return splits.validation?.includes(id) ? 'validation' : null;
}

/** The label of a case; a formats' own way of saying "no label here" (an HDF5 file without the key) counts as none. */
async function examineLabel(contents: DatasetContents, id: string, image: VolumeHeader, options: DoctorOptions) {
  const none = { labelled: false, labels: {}, problems: [] as Problem[] };
  if (contents.cases.get(id)?.label === undefined) return none;
  try {
    const path = await caseFile(contents, id, 'label');
    const { header, labels } = await formatOf(path).readLabel(path, contents.read);
    const counts = labelCounts(labels);
    const problems = checkLabel(path, counts, options.values ?? null);
    try {
      requireSameGrid(path, image, header);
    } catch (error) {
      problems.push(asProblem('alignment', error));
    }
    return { labelled: true, labels: counts, problems };
  } catch (error) {
    if (error instanceof FileError && error.field === contents.read.keys.label && error.message.includes('no such data set'))
      return none;
    return { ...none, labelled: true, problems: [asProblem('label', error)] };
  }
}

/** One case; its voxels are let go before the next is read. */
async function examine(contents: DatasetContents, id: string, options: DoctorOptions): Promise<Examined> {
  const split = splitOf(contents, id);
  try {
    const file = await caseFile(contents, id, 'image');
    const { header, volume } = await formatOf(file).readImage(file, contents.read);
    const { size, spacing, orientation } = header;
    const statistics = statisticsOf(volume);
    const hash = createHash('sha256').update(size.join()).update(volume.data).digest('hex');
    const fingerprint = { case: id, split, file, hash, thumbnail: thumbnailOf(volume), size, spacing, orientation };
    const label = await examineLabel(contents, id, header, options);
    const problems = [...checkImage({ file, size, spacing, ...statistics }, options.patch ?? null), ...label.problems];
    const { min, max, mean } = statistics;
    const report = {
      case: id,
      split,
      labelled: label.labelled,
      size,
      spacing,
      orientation,
      min,
      max,
      mean,
      labels: label.labels,
      problems,
    };
    return { report, fingerprint };
  } catch (error) {
    const nothing = { size: null, spacing: null, orientation: null, min: null, max: null, mean: null, labels: {} };
    const labelled = contents.cases.get(id)?.label !== undefined;
    return { report: { case: id, split, labelled, ...nothing, problems: [asProblem('image', error)] }, fingerprint: null };
  }
}

function bySeverity(a: Problem, b: Problem): number {
  return severities.indexOf(a.severity) - severities.indexOf(b.severity);
}

function folderProblems({ folder, ignored, splits, cases }: DatasetContents): Problem[] {
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

function proposalOf(contents: DatasetContents): Splits | null {
  if (contents.splits !== null) return null;
  try {
    return proposedSplits(contents);
  } catch {
    return null;
  }
}

/**
 * Examines every case of a folder, one at a time, and then compares what is remembered of them. Broken files are problems in the
 * report, not errors. An aborted signal throws its reason.
 */
export async function doctor(
  contents: DatasetContents,
  options: DoctorOptions = {},
  signal?: AbortSignal,
): Promise<DoctorReport> {
  const examined: Examined[] = [];
  for (const id of contents.cases.keys()) {
    signal?.throwIfAborted();
    examined.push(await examine(contents, id, options));
    options.onProgress?.(examined.length, contents.cases.size);
  }
  const fingerprints = examined.flatMap(({ fingerprint }) => fingerprint ?? []);
  const found: CohortProblem[] = [
    ...findDuplicates(fingerprints),
    ...findPatientLeaks(fingerprints),
    ...findOutliers(fingerprints),
  ];
  const cases = examined.map(({ report }): CaseReport => {
    const cohort = found.filter((one) => one.case === report.case).map(({ case: _, ...problem }): Problem => problem);
    return { ...report, problems: [...report.problems, ...cohort].sort(bySeverity) };
  });
  const { folder, layout, labelNames, splits } = contents;
  const problems = folderProblems(contents).sort(bySeverity);
  return {
    version: 1,
    folder,
    layout,
    found: contents.found,
    labelNames,
    splits,
    proposedSplits: proposalOf(contents),
    problems,
    cases,
  };
}
