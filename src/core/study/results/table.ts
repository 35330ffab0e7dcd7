import { summarise } from '../../metrics/summary';
import { createStream } from '../../random/stream';
import type { Note } from '../../report/note';
import { distinct, note } from '../../report/note';
import { whyNotComparable } from '../../report/protocol';
import type { Metric, Moment } from '../../report/run';
import { cellOf, METRICS } from '../../report/run';
import type { ReportRow, ReportTable } from '../../report/table';
import { bootstrapMean } from '../../statistics/bootstrap';
import type { Study } from '../schema';
import { FOLD } from '../schema';
import type { Comparison } from './comparisons';
import { compareGroups } from './comparisons';
import type { Measured, MeasuredRun, StudyGroup } from './groups';
import { groupsOf, measuredOf, modelOf, spreadOf } from './groups';

export interface StudyTableOptions {
  /** Also each class by itself. */
  readonly perClass?: boolean;
  /** Mark rows of another protocol, in place of refusing. */
  readonly mixProtocols?: boolean;
  /** Names of the classes from 1. */
  readonly classNames?: readonly string[];
  /** Runs of the study that are not done. */
  readonly missing?: number;
}

/** Rows that were not measured like the first. */
export class MixedProtocols extends Error {
  override readonly name = 'MixedProtocols';
  readonly reasons: readonly Note[];

  constructor(reasons: readonly Note[]) {
    super('the runs were not measured in one way');
    this.reasons = reasons;
  }
}

const MARK = ' †';

const scaled = (value: number, percent: boolean): string => (percent ? 100 * value : value).toFixed(2);

/** mean ± deviation [low, high]. */
function cell(measured: Measured | null, percent: boolean): string {
  if (measured === null) return '-';
  const { numbers } = spreadOf(measured);
  const summary = summarise(numbers);
  const stream = createStream({ seed: 0, iteration: 0, sample: 0, purpose: 'bootstrap.row' });
  const interval = bootstrapMean(measured.values, stream);
  const range = interval === null ? '' : ` [${scaled(interval.low, percent)}, ${scaled(interval.high, percent)}]`;
  return `${cellOf(summary, percent)}${range}`;
}

const digits = (p: number): string => (p < 1e-4 ? p.toExponential(1) : p.toFixed(4));

function comparisonCells(comparison: Comparison | undefined, metric: Metric): string[] {
  if (comparison === undefined) return ['', '', ''];
  const percent = METRICS.find(({ name }) => name === metric)?.percent === true;
  const { tests, interval, corrected, verdict } = comparison;
  const range = interval === null ? '' : ` [${scaled(interval.low, percent)}, ${scaled(interval.high, percent)}]`;
  const size = tests.dz === null ? '' : `d ${tests.dz.toFixed(2)}, r ${(tests.rankBiserial ?? 0).toFixed(2)}`;
  const p = corrected === null ? 'equal' : digits(corrected);
  return [`${tests.mean >= 0 ? '+' : ''}${scaled(tests.mean, percent)}${range}`, size, `${p}: ${verdict}`];
}

/** Groups whose protocol differs from the first run's, with the reasons. Folds differ in their lists and in nothing else. */
function strangers(groups: readonly StudyGroup[]): {
  readonly marked: ReadonlySet<StudyGroup>;
  readonly reasons: readonly Note[];
} {
  const [first] = groups[0]?.runs ?? [];
  const marked = new Set<StudyGroup>();
  const reasons: Note[] = [];
  for (const group of groups)
    for (const { values, report } of group.runs) {
      if (first === undefined) continue;
      const protocol = FOLD in values ? { ...report.protocol, split: first.report.protocol.split } : report.protocol;
      const why = whyNotComparable(first.report.protocol, protocol);
      if (why.length > 0) marked.add(group);
      reasons.push(...why);
    }
  return { marked, reasons: distinct(reasons) };
}

const unitOf = (runs: readonly MeasuredRun[]): string => runs[0]?.report.protocol.unit ?? 'voxel';

/**
 * The study's table: one row an experiment, model and checkpoint; mean ± deviation [95 % interval] of every metric, and the tests against
 * the baseline.
 * @throws MixedProtocols where rows were not measured in one way and mixing was not asked for.
 */
export function studyTable(study: Study, runs: readonly MeasuredRun[], options: StudyTableOptions = {}): ReportTable {
  const groups = groupsOf(runs);
  const { marked, reasons } = strangers(groups);
  if (reasons.length > 0 && options.mixProtocols !== true) throw new MixedProtocols(reasons);
  const paths = [...new Set(groups.flatMap(({ values }) => Object.keys(values)))];
  const { metric, model: wanted, baseline, level } = study.compare;
  const tested = new Map(compareGroups(study, groups).map((one) => [one.group, one]));
  const classes = [
    ...new Set(runs.flatMap(({ report }) => report.evaluations.flatMap(({ cases }) => cases.map(({ label }) => label)))),
  ].sort((a, b) => a - b);
  const labels: (number | null)[] = options.perClass === true && classes.length > 1 ? [null, ...classes] : [null];
  const rows = groups.flatMap((group) => {
    const model = modelOf(group, wanted);
    if (model === null) return [];
    return (['last', 'best'] as const).flatMap((moment: Moment) =>
      labels.flatMap((label): ReportRow[] => {
        const cells = METRICS.map(({ name, percent }) => ({ measured: measuredOf(group, model, name, moment, label), percent }));
        const [dice] = cells;
        if (dice?.measured == null) return [];
        const names = paths.map((path) => group.values[path] ?? '-');
        const [head = '', ...rest] = names.length === 0 ? [study.name] : names;
        const className = label === null ? 'mean' : (options.classNames?.[label - 1] ?? `class ${label}`);
        return [
          {
            cells: [
              `${head}${marked.has(group) ? MARK : ''}`,
              ...rest,
              model,
              moment,
              ...(labels.length > 1 ? [className] : []),
              spreadOf(dice.measured).over,
              ...cells.map(({ measured, percent }) => cell(measured, percent)),
              ...(baseline === null
                ? []
                : comparisonCells(label === null && moment === 'last' ? tested.get(group) : undefined, metric)),
            ],
          },
        ];
      }),
    );
  });
  const unit = unitOf(runs);
  const title = (path: string): string => study.titles[path] ?? path;
  const tests = METRICS.find(({ name }) => name === metric)?.title ?? metric;
  return {
    title: study.name,
    columns: [
      ...(paths.length === 0 ? ['Study'] : paths.map(title)),
      'Model',
      'Checkpoint',
      ...(labels.length > 1 ? ['Class'] : []),
      '± over',
      ...METRICS.map(({ title: name, percent }) => (percent ? name : `${name} (${unit})`)),
      ...(baseline === null ? [] : [`Difference, ${tests}`, 'Effect size', 'p (Holm)']),
    ],
    rows,
    notes: [
      note(
        'Mean ± standard deviation over what the row names, with a 95 % percentile interval of the mean: bootstrap over seeds and cases.',
      ),
      ...(baseline === null
        ? []
        : [
            note(
              "Differences from the baseline ({0}) that is like the row otherwise, case by case, means over seeds; Wilcoxon's signed-rank test with Holm's correction over {1} comparisons, level {2}. d: mean difference in its own deviations; r: rank-biserial correlation.",
              Object.entries(baseline)
                .map(([path, name]) => `${title(path)} ${String(name)}`)
                .join(', '),
              String(tested.size),
              String(level),
            ),
          ]),
      ...(options.missing ? [note('{0} runs of the study are not done and are not in the table.', String(options.missing))] : []),
      ...(reasons.length > 0 ? [note('† not measured as the first row:'), ...reasons] : []),
    ],
  };
}
