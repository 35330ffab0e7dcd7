import type { Draft } from '../config/file/jsonText';
import { findingsOf } from '../config/warnings/registry';
import type { Facts } from '../config/warnings/types';
import type { Expansion, Values } from './expand';
import { isSelected } from './expand';
import type { ParsedStudy } from './file/parse';
import type { Selection, Study } from './schema';
import { FOLD } from './schema';

/** Settings that change how a run uses the machine, and not what it is. */
const SAME_EXPERIMENT = new Set(['name', 'run.threads', 'run.checkpointSeconds', 'evaluation.batch']);
/** Settings whose values no table should rank side by side. */
const PROTOCOL = /^(evaluation\.|preprocessing\.|data\.(source|labels|classes|splits|heldOut))/;
const SEEDS_WANTED = 3;
const SHOWN = 3;

type Say = (path: readonly (string | number)[], severity: Draft['severity'], message: string) => Draft;

const describeValues = (values: Values): string =>
  Object.entries(values)
    .map(([path, name]) => `${path} ${name}`)
    .join(', ') || 'the base';

/** Axes or names that a selection has and the study does not. */
function unknownNames(selection: Selection, { axes }: Expansion): string | null {
  for (const [path, names] of Object.entries(selection)) {
    const axis = axes.find((one) => one.path === path);
    if (axis === undefined) return `there is no axis '${path}': ${axes.map((one) => one.path).join(', ') || 'none at all'}`;
    const unknown = (Array.isArray(names) ? names : [names]).find(
      (name) => !axis.choices.some((one) => one.name === String(name)),
    );
    if (unknown !== undefined) return `'${path}' has no value '${unknown}': ${axis.choices.map(({ name }) => name).join(', ')}`;
  }
  return null;
}

function selections(study: Study, expansion: Expansion, say: Say): Draft[] {
  const lists = [
    ...study.exclude.map((selection, index) => ({ path: ['exclude', index], selection })),
    ...study.first.map((selection, index) => ({ path: ['first', index], selection })),
    ...(study.compare.baseline === null ? [] : [{ path: ['compare', 'baseline'], selection: study.compare.baseline }]),
  ];
  const wrong = lists.flatMap(({ path, selection }) => {
    const problem = unknownNames(selection, expansion);
    return problem === null ? [] : [say(path, 'error', `This selects nothing: ${problem}.`)];
  });
  const { baseline } = study.compare;
  const missing =
    wrong.length === 0 && baseline !== null && !expansion.runs.some(({ values }) => isSelected(values, baseline))
      ? [say(['compare', 'baseline'], 'error', 'No run is a baseline: all of them are excluded.')]
      : [];
  return [...wrong, ...missing];
}

function axesWarnings(study: Study, { axes, runs }: Expansion, say: Say): Draft[] {
  const seeds = axes.find(({ path }) => path === 'seed')?.choices.length ?? 1;
  const few =
    runs.length > 1 && seeds < SEEDS_WANTED && !axes.some(({ path }) => path === FOLD)
      ? [
          say(
            ['axes'],
            'hint',
            `${seeds} ${seeds === 1 ? 'seed shows' : 'seeds show'} little of the spread: take ${SEEDS_WANTED} or more ("seed": [1337, 1338, 1339]).`,
          ),
        ]
      : [];
  const nothing = axes.flatMap(({ path, choices }) => [
    ...(SAME_EXPERIMENT.has(path)
      ? [say(['axes', path], 'warning', `${path} does not make another experiment of it: only the first value runs.`)]
      : []),
    ...(PROTOCOL.test(path) && choices.length > 1
      ? [
          say(
            ['axes', path],
            'warning',
            `Runs that differ in ${path} were not measured in the same way: a table shows them side by side only with --mix-protocols, and marks it.`,
          ),
        ]
      : []),
    ...(new Set(choices.map(({ name }) => name)).size < choices.length
      ? [say(['axes', path], 'error', `Two values of ${path} have the same name. Give them names: { "one": ..., "two": ... }.`)]
      : []),
  ]);
  const uncompared =
    study.compare.baseline === null && runs.length > 1
      ? [say(['compare'], 'hint', 'Nothing is tested: name what the others are compared with in compare.baseline.')]
      : [];
  return [...few, ...nothing, ...uncompared];
}

/** What the checks of experiments say of the runs, each once, with the first runs it is about. */
function runFindings({ runs }: Expansion, facts: Facts, say: Say): Draft[] {
  const found = new Map<string, { severity: Draft['severity']; message: string; of: Values[] }>();
  for (const { experiment, values } of runs) {
    for (const { severity, path, message } of findingsOf(experiment, facts)) {
      if (severity === 'hint') continue;
      const key = `${path}: ${message}`;
      const known = found.get(key) ?? { severity, message: key, of: [] };
      known.of.push(values);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ severity, message, of }) => {
    const some = of.slice(0, SHOWN).map(describeValues).join('; ');
    const which =
      of.length === runs.length ? 'all runs' : `${of.length} of ${runs.length} runs (${some}${of.length > SHOWN ? '; ...' : ''})`;
    return say(['base'], severity, `In ${which}: ${message}`);
  });
}

/** Everything there is to say of a study whose runs are known; the schema has passed. */
export function checkStudy(study: Study, expansion: Expansion, draftAt: ParsedStudy['draftAt'], facts: Facts = {}): Draft[] {
  const say: Say = (path, severity, message) => draftAt(path, { severity, message });
  const faults = expansion.faults.map(({ values, message }) =>
    say(['axes'], 'error', `${describeValues(values)}: ${message} Correct it, or leave the combination out with "exclude".`),
  );
  const none =
    expansion.runs.length === 0 && faults.length === 0
      ? [say(['exclude'], 'error', 'Everything is excluded: there is no run.')]
      : [];
  return [
    ...faults,
    ...none,
    ...selections(study, expansion, say),
    ...axesWarnings(study, expansion, say),
    ...runFindings(expansion, facts, say),
  ];
}
