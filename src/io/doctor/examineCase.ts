import { createHash } from 'node:crypto';
import { checkImage, checkLabel } from '../../core/doctor/checkCase';
import { labelCounts, statisticsOf, thumbnailOf } from '../../core/doctor/measure';
import type { CaseReport, Fingerprint, Problem, SplitName } from '../../core/doctor/types';
import type { DatasetContents } from '../dataset';
import { FileError } from '../fileError';
import { formatOf } from '../formats/registry';
import type { VolumeHeader } from '../formats/types';
import { ignoredProblem, imageFiles, labelFile, readImage, requireGridOfImage, requireNeeds } from '../loadCase';
import type { DoctorOptions } from './types';

export interface Examined {
  readonly report: CaseReport;
  readonly fingerprint: Fingerprint | null;
}

/** Checks that have a name of their own, by the field that the error names. */
const CODES: Readonly<Record<string, string>> = { grid: 'alignment', channels: 'channels', spacing: 'spacing-unknown' };

function asProblem(code: string, error: unknown): Problem {
  if (!(error instanceof FileError)) throw error;
  const { file, field, fix, problem } = error;
  return { severity: 'error', code: CODES[field] ?? code, file, problem: `${field}: ${problem}`, fix };
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
    const path = await labelFile(contents, id);
    const { header, labels } = await formatOf(path).readLabel(path, contents.read);
    const counts = labelCounts(labels);
    const problems = checkLabel(path, counts, options.values ?? null);
    const { ignoreLabel } = contents;
    if (ignoreLabel !== undefined && counts[ignoreLabel] !== undefined && options.values?.includes(ignoreLabel) !== true)
      problems.push({ severity: 'error', code: 'ignore-label', file: path, ...ignoredProblem(ignoreLabel) });
    try {
      requireGridOfImage(path, 'label', header, image);
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

/** One case; its voxels are let go before the next is read. Broken files are problems, not errors. */
export async function examineCase(contents: DatasetContents, id: string, options: DoctorOptions): Promise<Examined> {
  const split = splitOf(contents, id);
  try {
    const files = await imageFiles(contents, id);
    const [file] = files;
    const { header, volume } = await readImage(files, contents.read);
    if (options.needs !== undefined) requireNeeds(file, header, options.needs, contents.read);
    const { size, spacing, channels, orientation } = header;
    const statistics = statisticsOf(volume);
    const hash = createHash('sha256').update(size.join()).update(volume.data).digest('hex');
    const fingerprint = { case: id, split, file, hash, thumbnail: thumbnailOf(volume), size, spacing, channels, orientation };
    const label = await examineLabel(contents, id, header, options);
    const problems = [...checkImage({ file, size, spacing, ...statistics }, options.patch ?? null), ...label.problems];
    const { min, max, mean } = statistics;
    const report = {
      case: id,
      split,
      labelled: label.labelled,
      size,
      spacing,
      channels,
      orientation,
      min,
      max,
      mean,
      labels: label.labels,
      problems,
    };
    return { report, fingerprint };
  } catch (error) {
    const nothing = {
      size: null,
      spacing: null,
      channels: null,
      orientation: null,
      min: null,
      max: null,
      mean: null,
      labels: {},
    };
    const labelled = contents.cases.get(id)?.label !== undefined;
    return { report: { case: id, split, labelled, ...nothing, problems: [asProblem('image', error)] }, fingerprint: null };
  }
}
