import type { Triple } from '../volume/types';
import { spacingText } from '../wording';
import type { VolumeStatistics } from './measure';
import type { Problem } from './types';

export interface CheckedImage extends VolumeStatistics {
  readonly file: string;
  readonly size: Triple;
  readonly spacing: Triple;
}

/** What an image alone can be wrong about. `patch` is the experiment's, if there is one. */
export function checkImage({ file, size, spacing, min, max, nonFinite }: CheckedImage, patch: Triple | null): Problem[] {
  const problems: Problem[] = [];
  const add = (severity: Problem['severity'], code: string, problem: string, fix: string): void => {
    problems.push({ severity, code, file, problem, fix });
  };
  if (min === null) add('error', 'no-numbers', 'no voxel is a finite number.', 'Export the image again.');
  else if (min === max) add('error', 'constant', `every voxel is ${min}.`, 'Export the image again, or remove the case.');
  if (min !== null && nonFinite > 0)
    add(
      'warning',
      'not-finite',
      `${nonFinite} voxels are NaN or infinite.`,
      'Training takes them as the mean; mend the image if they lie in the body.',
    );
  if (Math.max(...spacing) > 10 * Math.min(...spacing))
    add('warning', 'spacing', `voxels of ${spacingText(spacing)} mm.`, 'Check the header, or resample.');
  if (patch !== null && size.some((extent, axis) => extent < (patch[axis] as number)))
    add(
      'note',
      'smaller-than-patch',
      `${size.join(' x ')} voxels, the patch is ${patch.join(' x ')}.`,
      'Zeros are added around it; a smaller patch would learn more.',
    );
  return problems;
}

/** What a label can be wrong about. `known` are the values that have a class; null: all. */
export function checkLabel(file: string, counts: Readonly<Record<string, number>>, known: readonly number[] | null): Problem[] {
  const problems: Problem[] = [];
  const values = Object.keys(counts).map(Number);
  const total = Object.values(counts).reduce((a, b) => a + b, 0);
  if (values.every((value) => value === 0))
    problems.push({
      severity: 'warning',
      code: 'empty-label',
      file,
      problem: 'the label is empty.',
      fix: 'Draw it, or use the case as unlabelled.',
    });
  else if ((counts['0'] ?? 0) === 0)
    problems.push({
      severity: 'warning',
      code: 'full-label',
      file,
      problem: `all ${total} voxels are labelled.`,
      fix: 'Check that the background is 0.',
    });
  if (known === null && (counts['255'] ?? 0) > 0 && values.some((value) => value > 0 && value < 255))
    problems.push({
      severity: 'warning',
      code: 'label-255',
      file,
      problem: `value 255 stands beside ${values.filter((value) => value > 0 && value < 255).join(', ')}: it often marks voxels that nobody has annotated.`,
      fix: 'Say in data.labels what each value is; without that 255 is foreground.',
    });
  const unknown = known === null ? [] : values.filter((value) => value !== 0 && !known.includes(value));
  if (unknown.length > 0)
    problems.push({
      severity: 'error',
      code: 'label-values',
      file,
      problem: `label values ${unknown.join(', ')} have no class.`,
      fix: "Add them to the experiment's data.labels (or to dataset.json).",
    });
  return problems;
}
