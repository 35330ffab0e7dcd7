/** What a new experiment begins with on volumes of the user's own: pure, from what `doctor --json` found. */
import type { CaseReport } from '../../core/doctor/types';
import { spacingText } from '../../core/wording';
import type { DoctorReport } from '../../io/doctor/types';

/** The network halves a patch four times. */
const STEP = 16;
/** More does not fit into the memory of many machines. */
const LARGEST_PATCH = 96;
const LARGEST_LABELLED = 4;

type Found = Pick<
  DoctorReport,
  'found' | 'labelNames' | 'ignoreLabel' | 'splits' | 'proposedSplits' | 'patients' | 'problems' | 'cases'
>;

/** Largest multiples of 16 that fit into every case, x, y, z in voxels. */
export function patchFor(cases: readonly CaseReport[]): [number, number, number] {
  const sizes = cases.flatMap(({ size }) => (size === null ? [] : [size]));
  const along = (axis: 0 | 1 | 2): number => {
    const least = Math.min(LARGEST_PATCH, ...sizes.map((size) => size[axis]));
    return Math.max(STEP, Math.floor(least / STEP) * STEP);
  };
  return [along(0), along(1), along(2)];
}

/** Stored label values of all cases, ascending. */
function labelValues(cases: readonly CaseReport[]): number[] {
  return [...new Set(cases.flatMap(({ labels }) => Object.keys(labels).map(Number)))].sort((a, b) => a - b);
}

/**
 * data.labels and data.classes: 'binary' where there is one foreground value and no name for it. Voxels that nobody has annotated get no
 * class: training then asks for one.
 */
function classesOf({ cases, labelNames, ignoreLabel }: Found): { labels: unknown; classes: number } {
  const foreground = labelValues(cases).filter((value) => value !== 0 && value !== ignoreLabel);
  if (foreground.length < 2 && labelNames[String(foreground[0])] === undefined) return { labels: 'binary', classes: 2 };
  const named = (value: number, index: number): object => {
    const name = labelNames[String(value)];
    return { class: index + 1, ...(name === undefined ? {} : { name: name.slice(0, 80) }) };
  };
  const entries = foreground.map((value, index) => [String(value), named(value, index)]);
  return { labels: Object.fromEntries([['0', 0], ...entries]), classes: foreground.length + 1 };
}

/** How many of the first training cases have labels, at most four: the first are those used with their labels. */
function labelledOf({ cases, splits, proposedSplits }: Found): number {
  const labelled = new Set(cases.filter((one) => one.labelled).map((one) => one.case));
  const train = (splits ?? proposedSplits)?.train ?? [];
  const first = train.findIndex((name) => !labelled.has(name));
  return Math.max(1, Math.min(LARGEST_LABELLED, first < 0 ? train.length : first));
}

/** What was found, a line each, for comments and for the log. */
function summary(report: Found): string[] {
  const { cases, splits, proposedSplits, patients, problems } = report;
  const spacings = new Set(cases.flatMap(({ spacing }) => (spacing === null ? [] : [spacingText(spacing)])));
  const lists = splits ?? proposedSplits;
  return [
    report.found,
    `Patients: ${patients.found}`,
    `Spacing in mm: ${[...spacings].slice(0, 3).join('; ') || 'unknown'}${spacings.size > 3 ? `; ${spacings.size} different ones` : ''}.`,
    lists === null
      ? `No split: ${problems.find(({ code }) => code === 'no-split-possible')?.problem ?? 'there are too few cases with labels.'}`
      : `${splits === null ? 'Proposed split' : 'Split'}: ${lists.train.length} for training (${preview(lists.train)}), ${lists.test.length} for the test (${preview(lists.test)}).`,
  ];
}

function preview(names: readonly string[]): string {
  return `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}`;
}

/** Text of an experiment file; `folder` is what data.source.path becomes. Names of files are data: they cannot end a comment or a string. */
export function proposedExperiment(name: string, folder: string, report: DoctorReport): string {
  const { labels, classes } = classesOf(report);
  const channels = Math.max(1, ...report.cases.map((one) => one.channels ?? 1));
  const json = (value: unknown): string => JSON.stringify(value);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a file's name would end the comment.
  const comment = (line: string): string => `// ${line.replace(/[\u0000-\u001f\u2028\u2029]+/g, ' ')}`;
  return `${summary(report).map(comment).join('\n')}
{
  "preset": "hippocampus",
  "name": ${json(name)},
  "data": {
    "source": { "kind": "folder", "path": ${json(folder)} },
    ${channels > 1 ? `"channels": ${channels},\n    ` : ''}"classes": ${classes},
    "labels": ${json(labels)},
    // The first so many training cases are used with their labels, the others without.
    "labelled": ${labelledOf(report)}
  },
  // x, y, z in voxels, multiples of 16: as large as fits into every case.
  "patch": ${json(patchFor(report.cases))},
  // Write a prompt file about your organ (New Prompt File), name it here as "prompt", and leave out "injection".
  "text": { "injection": "off" }
}
`;
}
