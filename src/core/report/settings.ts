import type { ReportRun } from './run';

/** Settings by dotted path; lists of numbers stay one value. */
export type FlatSettings = ReadonlyMap<string, string>;

function flatten(settings: unknown, path = ''): Map<string, string> {
  if (typeof settings !== 'object' || settings === null || Array.isArray(settings)) {
    return new Map(path === '' ? [] : [[path, typeof settings === 'string' ? settings : (JSON.stringify(settings) ?? 'null')]]);
  }
  const entries = Object.entries(settings).flatMap(([key, value]) => [...flatten(value, path === '' ? key : `${path}.${key}`)]);
  return new Map(entries);
}

/** What does not make another experiment of it: its name, and how it used the machine. */
function describesExperiment(path: string): boolean {
  return path !== 'name' && path !== 'seed' && !path.startsWith('run.');
}

/** Settings of a run that decide its result, the seed left out. */
export function decidingSettings(settings: unknown): FlatSettings {
  return new Map([...flatten(settings)].filter(([path]) => describesExperiment(path)));
}

/** Paths on which the runs do not all agree, in alphabetical order. A run without the setting counts as different. */
export function differingPaths(runs: readonly FlatSettings[]): string[] {
  const paths = [...new Set(runs.flatMap((settings) => [...settings.keys()]))].sort();
  return paths.filter((path) => new Set(runs.map((settings) => settings.get(path))).size > 1);
}

/** Runs that differ in nothing but their seed. */
export interface Group {
  readonly settings: FlatSettings;
  readonly runs: readonly ReportRun[];
}

/** Groups of equal experiments, in the order of their first run. */
export function groupBySettings(runs: readonly ReportRun[]): Group[] {
  const groups = new Map<string, { settings: FlatSettings; runs: ReportRun[] }>();
  for (const run of runs) {
    const settings = decidingSettings(run.settings);
    const key = JSON.stringify([...settings].sort(([a], [b]) => (a < b ? -1 : 1)));
    const group = groups.get(key) ?? { settings, runs: [] };
    group.runs.push(run);
    groups.set(key, group);
  }
  return [...groups.values()];
}
