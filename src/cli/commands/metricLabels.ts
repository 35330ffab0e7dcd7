import { InvalidArgumentError } from 'commander';
import { labelTable } from '../../core/config/labels';
import { FileError } from '../../io/fileError';
import type { LabelRule } from '../../io/labelRule';
import { applyLabelRule, UnknownLabel } from '../../io/labelRule';
import { openSavedRun } from '../../trainer/savedRun';

/** How a run turned stored label values into the classes that its masks have. Throws FileError. */
export async function labelRuleOfRun(folder: string): Promise<LabelRule> {
  const { data, experiment } = await openSavedRun(folder);
  const { labels } = experiment.data;
  // Of a binary task the choice of data may know more than the experiment.
  if (labels === 'binary') return data.kind === 'folder' ? data.labels : 'binary';
  return labelTable(labels);
}

/** `binary`, or a class for every value: `1=1,2=1,4=2`. */
export function labelRule(text: string): LabelRule {
  if (text === 'binary') return 'binary';
  const pairs = text.split(',').map((part) => /^\s*(\d{1,3})\s*=\s*(\d{1,3})\s*$/.exec(part));
  const isRight = pairs.every((pair) => pair !== null && Number(pair[1]) < 256 && Number(pair[2]) < 256);
  if (!isRight) throw new InvalidArgumentError('It must be binary, or classes of values such as 1=1,2=1.');
  return { 0: 0, ...Object.fromEntries(pairs.map((pair) => [Number(pair?.[1]), Number(pair?.[2])])) };
}

function classesOf(file: string, values: Uint8Array, rule: LabelRule): Uint8Array {
  try {
    return applyLabelRule(values, rule);
  } catch (error) {
    if (!(error instanceof UnknownLabel)) throw error;
    throw new FileError(file, 'voxels', `${error.message}.`, 'Name its class with --labels VALUE=CLASS,...', { cause: error });
  }
}

/** Values of a volume without 0, ascending. */
function valuesOf(volume: Uint8Array): number[] {
  const found = new Uint8Array(256);
  for (const value of volume) found[value] = 1;
  return [...found.keys()].filter((value) => value > 0 && found[value] === 1);
}

export interface LabelFile {
  readonly file: string;
  readonly data: Uint8Array;
}

/**
 * Both files as classes of a rule. The truth has stored values; the masks of a run have classes already, which no table may change: a
 * prediction is mapped only where it has a value that is no class. Throws FileError for a value without a class.
 */
export function asClasses(prediction: LabelFile, truth: LabelFile, rule: LabelRule): [prediction: Uint8Array, truth: Uint8Array] {
  const classes = new Set(rule === 'binary' ? [1] : Object.values(rule));
  const isMask = valuesOf(prediction.data).every((value) => classes.has(value));
  const mapped = isMask ? prediction.data : classesOf(prediction.file, prediction.data, rule);
  return [mapped, classesOf(truth.file, truth.data, rule)];
}

const list = (values: readonly number[]): string => (values.length === 0 ? 'none' : values.join(', '));

/** Says that two files do not have the same labels, and what can be done; null where they do. */
export function differingLabels(prediction: Uint8Array, truth: Uint8Array, isMapped: boolean): string | null {
  const [first, second] = [valuesOf(prediction), valuesOf(truth)];
  if (list(first) === list(second)) return null;
  const fix =
    isMapped || first.length === 0 || second.length === 0
      ? ''
      : ' Compare as a run maps labels with --run RUN, or with --labels, such as binary (everything but 0 is one label) or 1=1,2=1.';
  return `The files do not have the same labels: the prediction has ${list(first)}, the truth ${list(second)}.${fix}`;
}
