import { createStream } from '../../random/stream';
import type { Metric, Moment } from '../../report/run';
import type { Interval } from '../../statistics/bootstrap';
import { bootstrapMean } from '../../statistics/bootstrap';
import { holm } from '../../statistics/holm';
import type { PairedTests } from '../../statistics/paired';
import { pairedTests } from '../../statistics/paired';
import { isSelected } from '../expand';
import type { Study } from '../schema';
import type { StudyGroup } from './groups';
import { caseMeans, measuredOf, modelOf } from './groups';

/** One row against the baseline that is like it in everything else. */
export interface Comparison {
  readonly group: StudyGroup;
  readonly baseline: StudyGroup;
  readonly tests: PairedTests;
  /** Of the mean difference, cases drawn anew. */
  readonly interval: Interval | null;
  /** Wilcoxon's p after Holm's correction over all comparisons of the table; null where the cases do not differ at all. */
  readonly corrected: number | null;
  readonly verdict: 'better' | 'worse' | 'no evidence';
}

/** A group's partner: selected as baseline, and equal on every axis that the selection leaves open. Axes that only one has do not count. */
function partnerOf(
  group: StudyGroup,
  groups: readonly StudyGroup[],
  baseline: NonNullable<Study['compare']['baseline']>,
): StudyGroup | undefined {
  return groups.find(
    ({ values }) =>
      isSelected(values, baseline) &&
      Object.entries(values).every(([path, name]) => path in baseline || !(path in group.values) || group.values[path] === name),
  );
}

const LOWER_IS_BETTER: readonly Metric[] = ['hd95', 'asd'];

/** Tests every row against its baseline, case by case (means over seeds), and corrects the p values together. */
export function compareGroups(study: Study, groups: readonly StudyGroup[], moment: Moment = 'last'): Comparison[] {
  const { baseline, metric, model, level } = study.compare;
  if (baseline === null) return [];
  const found = groups.flatMap((group) => {
    if (isSelected(group.values, baseline)) return [];
    const partner = partnerOf(group, groups, baseline);
    const [own, other] = [group, partner].map((one) => {
      const name = one === undefined ? null : modelOf(one, model);
      return one === undefined || name === null ? null : measuredOf(one, name, metric, moment);
    });
    if (partner === undefined || own == null || other == null) return [];
    const second = caseMeans(other);
    const differences = [...caseMeans(own)].flatMap(([id, value]) => {
      const against = second.get(id) ?? null;
      return value === null || against === null ? [] : [value - against];
    });
    if (differences.length === 0) return [];
    const stream = createStream({ seed: 0, iteration: 0, sample: 0, purpose: 'bootstrap.comparison' });
    return [{ group, baseline: partner, tests: pairedTests(differences), interval: bootstrapMean([differences], stream) }];
  });
  const corrected = holm(found.map(({ tests }) => tests.wilcoxonP ?? 1));
  return found.map((one, index) => {
    const p = one.tests.wilcoxonP === null ? null : (corrected[index] ?? 1);
    const higherIsBetter = !LOWER_IS_BETTER.includes(metric);
    const verdict = p === null || p >= level ? 'no evidence' : one.tests.mean > 0 === higherIsBetter ? 'better' : 'worse';
    return { ...one, corrected: p, verdict };
  });
}
