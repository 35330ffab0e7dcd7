import type { Evaluation, Metric, Moment, ReportRun } from '../../report/run';
import { evaluationOf, modelsOf } from '../../report/run';
import type { Values } from '../expand';
import { FOLD } from '../schema';

/** A run of a study with what it measured. */
export interface MeasuredRun {
  readonly values: Values;
  /** The model whose numbers are the run's result, as its method declares. */
  readonly headline: string;
  readonly report: ReportRun;
}

/** Runs that differ in nothing but seed and fold: one row of a table. */
export interface StudyGroup {
  /** Without seed and fold. */
  readonly values: Values;
  readonly runs: readonly MeasuredRun[];
}

const REPETITIONS = new Set(['seed', FOLD]);

export function groupsOf(runs: readonly MeasuredRun[]): StudyGroup[] {
  const groups = new Map<string, { values: Values; runs: MeasuredRun[] }>();
  for (const run of runs) {
    const values = Object.fromEntries(Object.entries(run.values).filter(([path]) => !REPETITIONS.has(path)));
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** The numbers of one model of a row: every case with every seed. Folds of a seed are one set of cases. */
export interface Measured {
  /** 'seed' and 'fold' of each row of `values`. */
  readonly seeds: readonly string[];
  readonly folds: number;
  readonly cases: readonly string[];
  /** [seed][case]: mean over the classes, or one class; null without a number. */
  readonly values: readonly (readonly (number | null)[])[];
  /** Mean of each run over its cases. */
  readonly runMeans: readonly number[];
}

const meanOf = (values: readonly (number | null)[]): number | null => {
  const present = values.filter((value) => value !== null);
  return present.length === 0 ? null : present.reduce((sum, value) => sum + value, 0) / present.length;
};

/** One number a case: the mean over its classes, or of the class asked for. */
function caseValues({ cases }: Evaluation, metric: Metric, label: number | null): Map<string, number | null> {
  const byCase = new Map<string, (number | null)[]>();
  for (const one of cases)
    if (label === null || one.label === label) byCase.set(one.case, [...(byCase.get(one.case) ?? []), one[metric]]);
  return new Map([...byCase].map(([id, values]) => [id, meanOf(values)]));
}

/** The model that stands for a run where none is named. */
export function modelOf(group: StudyGroup, wanted: string | null): string | null {
  const models = modelsOf(group.runs.map(({ report }) => report));
  const name = wanted ?? group.runs[0]?.headline ?? models[0] ?? null;
  return name !== null && models.includes(name) ? name : null;
}

/** null where no run of the group was measured so. */
export function measuredOf(
  group: StudyGroup,
  model: string,
  metric: Metric,
  moment: Moment,
  label: number | null = null,
): Measured | null {
  const bySeed = new Map<string, Map<string, number | null>>();
  const folds = new Set<string>();
  const runMeans: number[] = [];
  for (const { values, report } of group.runs) {
    const evaluation = evaluationOf(report, model, moment);
    if (evaluation === null) continue;
    const own = caseValues(evaluation, metric, label);
    const mean = meanOf([...own.values()]);
    if (mean !== null) runMeans.push(mean);
    const seed = values['seed'] ?? '';
    folds.add(values[FOLD] ?? '');
    bySeed.set(seed, new Map([...(bySeed.get(seed) ?? []), ...own]));
  }
  if (runMeans.length === 0) return null;
  const cases = [...new Set([...bySeed.values()].flatMap((one) => [...one.keys()]))].sort();
  const seeds = [...bySeed.keys()];
  const values = seeds.map((seed) => cases.map((id) => bySeed.get(seed)?.get(id) ?? null));
  return { seeds, folds: folds.size, cases, values, runMeans };
}

/** Mean over the seeds of every case. */
export function caseMeans({ cases, values }: Measured): ReadonlyMap<string, number | null> {
  return new Map(cases.map((id, index) => [id, meanOf(values.map((seed) => seed[index] ?? null))]));
}

/** Mean of everything, and the deviation over what repeats: seeds, else folds, else cases. */
export function spreadOf({ seeds, folds, cases, values, runMeans }: Measured): {
  readonly numbers: readonly number[];
  readonly over: string;
} {
  if (seeds.length > 1) {
    const means = values.flatMap((seed) => meanOf(seed) ?? []);
    return { numbers: means, over: folds > 1 ? `${seeds.length} seeds (${folds} folds each)` : `${seeds.length} seeds` };
  }
  if (folds > 1) return { numbers: runMeans, over: `${folds} folds` };
  return { numbers: (values[0] ?? []).filter((value) => value !== null), over: `${cases.length} cases` };
}
