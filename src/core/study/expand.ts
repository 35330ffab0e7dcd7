/** From a study to its runs: every combination of its axes, without those excluded and without repetitions. */

import { settingIn } from '../config/catalogue';
import type { Experiment } from '../config/experiment';
import { experimentSchema } from '../config/experiment';
import { resolveInput } from '../config/file/parse';
import { schemaProblems } from '../config/file/schemaProblems';
import type { PresetName } from '../config/file/types';
import type { JsonObject } from '../config/merge';
import { merge } from '../config/merge';
import type { Axis, Choice } from './axes';
import { axesOf } from './axes';
import type { Fold } from './folds/folds';
import { experimentKey } from './key';
import type { Selection, Study } from './schema';
import { FOLD, VARIANTS } from './schema';

/** The experiment that a study varies: what its file writes, and its preset. */
export interface Base {
  readonly input: JsonObject;
  readonly preset: PresetName | null;
}

/** Names of a run's values by axis. An axis that means nothing to it (text.beta without text) is left out. */
export type Values = Readonly<Record<string, string>>;

export interface StudyRun {
  /** Its folder's name: unique in the study, the same in every process. */
  readonly id: string;
  readonly key: string;
  readonly values: Values;
  readonly experiment: Experiment;
  /** What was asked for over the schema's defaults, for the record's provenance. */
  readonly input: JsonObject;
  readonly preset: PresetName | null;
}

export interface Expansion {
  readonly axes: readonly Axis[];
  /** In the order in which they should run. */
  readonly runs: readonly StudyRun[];
  /** Combinations there are, before any is left out. */
  readonly combinations: number;
  readonly excluded: number;
  /** Combinations that are the same experiment as another one. */
  readonly repeated: number;
  /** Combinations that are no experiment, and why; one a reason. */
  readonly faults: readonly { readonly values: Values; readonly message: string }[];
}

const MOST_COMBINATIONS = 20_000;

/** Whether a run's values are among those selected. */
export function isSelected(values: Values, selection: Selection): boolean {
  return Object.entries(selection).every(([axis, names]) =>
    (Array.isArray(names) ? names : [names]).some((name) => String(name) === values[axis]),
  );
}

function* combine(axes: readonly Axis[]): Generator<[Axis, Choice][]> {
  const [axis, ...rest] = axes;
  if (axis === undefined) {
    yield [];
    return;
  }
  for (const choice of axis.choices) for (const tail of combine(rest)) yield [[axis, choice], ...tail];
}

/** Whether a setting exists in an experiment of these kinds: text.beta does everywhere, method.unsupervised.t1 only with USL. */
function applies({ path }: Axis, settings: unknown): boolean {
  if (path === FOLD || path === VARIANTS) return true;
  const setting = settingIn(settings, path);
  return (
    setting !== undefined && Object.entries(setting.when).every(([section, kind]) => settingKind(settings, section) === kind)
  );
}

function settingKind(settings: unknown, section: string): unknown {
  return [...section.split('.'), 'kind'].reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? (value as JsonObject)[key] : undefined),
    settings,
  );
}

/** Axes that decide which settings there are are laid first, then those whose setting is there. */
function layed(base: Base, choices: readonly [Axis, Choice][]): { input: JsonObject; values: Values } {
  let input = base.input;
  const values: Record<string, string> = {};
  const depth = ({ path, decides }: Axis): number => (path === VARIANTS ? 0 : decides ? path.split('.').length : Infinity);
  const ordered = [...choices].sort(([a], [b]) => (depth(a) === depth(b) ? 0 : depth(a) - depth(b)));
  for (const [axis, choice] of ordered) {
    if (!applies(axis, resolveInput(input, base.preset))) continue;
    input = merge(input, choice.input);
    values[axis.path] = choice.name;
  }
  return {
    input,
    values: Object.fromEntries(choices.flatMap(([{ path }]) => (path in values ? [[path, values[path] as string]] : []))),
  };
}

const slug = (text: string): string =>
  text
    .split(/[^\p{L}\p{N}.]/u)
    .filter((part) => /[\p{L}\p{N}]/u.test(part))
    .join('-')
    .slice(0, 40);

/** 'method-supervised_labelled-4_seed-1337-3f2a91c0': to be read by people, and unique by the experiment's key. */
function idOf(values: Values, key: string): string {
  const parts = Object.entries(values).map(([path, name]) => {
    const word = path === VARIANTS || path === 'method' ? '' : `${path.split('.').at(-1)}-`;
    return `${word}${slug(name)}`;
  });
  return `${parts.join('_').slice(0, 120) || 'base'}-${key.slice(0, 8)}`;
}

/** Runs that the study puts first; then the first seed and fold of everything, so that a table is early of use; else as the file has it. */
function inOrder(study: Study, axes: readonly Axis[], runs: readonly StudyRun[]): StudyRun[] {
  const place = (path: string, { values }: StudyRun): number =>
    Math.max(0, axes.find((axis) => axis.path === path)?.choices.findIndex(({ name }) => name === values[path]) ?? 0);
  const rank = (run: StudyRun): number => {
    const index = study.first.findIndex((selection) => isSelected(run.values, selection));
    return index < 0 ? study.first.length : index;
  };
  return runs
    .map((run, index) => ({ run, index, rank: rank(run), round: place('seed', run) + place(FOLD, run) }))
    .sort((a, b) => a.rank - b.rank || a.round - b.round || a.index - b.index)
    .map(({ run }) => run);
}

/**
 * All runs of a study. Pure: the base and the folds come in.
 * @throws Error where there are more than MOST_COMBINATIONS.
 */
export function expandStudy(study: Study, base: Base, folds: readonly Fold[] | null): Expansion {
  const axes = axesOf(study, folds);
  const combinations = axes.reduce((product, { choices }) => product * choices.length, 1);
  if (combinations > MOST_COMBINATIONS)
    throw new Error(`${combinations} combinations are more than the ${MOST_COMBINATIONS} that a study may have.`);
  const runs = new Map<string, StudyRun>();
  const faults = new Map<string, { values: Values; message: string }>();
  let [excluded, repeated] = [0, 0];
  for (const choices of combine(axes)) {
    const { input, values } = layed(base, choices);
    if (study.exclude.some((selection) => isSelected(values, selection))) {
      excluded++;
      continue;
    }
    const asked = resolveInput(input, base.preset);
    const parsed = experimentSchema.safeParse(asked);
    if (!parsed.success) {
      const [problem] = schemaProblems(parsed.error, asked, 1).problems;
      const message = problem?.message ?? 'it is no experiment.';
      if (!faults.has(message)) faults.set(message, { values, message });
      continue;
    }
    const key = experimentKey(parsed.data);
    if (runs.has(key)) {
      repeated++;
      continue;
    }
    const id = idOf(values, key);
    const experiment = { ...parsed.data, name: `${study.name} ${Object.values(values).join(' ')}`.trim().slice(0, 120) };
    runs.set(key, { id, key, values, experiment, input, preset: base.preset });
  }
  return { axes, runs: inOrder(study, axes, [...runs.values()]), combinations, excluded, repeated, faults: [...faults.values()] };
}
