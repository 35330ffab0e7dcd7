import type { RunRecord } from '../../../io/run/record';
import { clock } from '../clock';
import type { StoredRun } from './store';

type Json = Readonly<Record<string, unknown>>;

function object(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

/** Mean Dice on the test cases: of the mean of A and B, else of the first model there is. */
export function diceOf({ results }: Pick<RunRecord, 'results'>): number | undefined {
  const models = object(results);
  const model = object(models['mean'] ?? Object.values(models)[0]);
  const value = object(model['dice'])['mean'];
  return typeof value === 'number' ? value : undefined;
}

/** Time from start to end, or to now. */
export function durationOf({ times, state }: Pick<RunRecord, 'times' | 'state'>, now = Date.now()): string | undefined {
  if (times.started === undefined) return undefined;
  const end = times.finished === undefined ? (state === 'running' ? now : Number.NaN) : Date.parse(times.finished);
  const seconds = (end - Date.parse(times.started)) / 1000;
  return Number.isFinite(seconds) ? clock(seconds) : undefined;
}

/** What sets runs of one experiment apart. */
export function settingsLine({ experiment }: Pick<RunRecord, 'experiment'>): string {
  const { method, text, seed, iterations } = object(experiment);
  const beta = object(text)['beta'];
  const parts = [object(method)['kind'], beta === undefined ? undefined : `beta ${String(beta)}`, `seed ${String(seed)}`];
  return [...parts, `${String(iterations)} iterations`].filter((part) => typeof part === 'string').join(', ');
}

/** A few lines for a tooltip. */
export function describeRun({ path, record }: StoredRun, state: string): string {
  const { backend, precision, cpu } = record.machine as Readonly<Record<string, string | undefined>>;
  return [
    `${record.name}: ${state}`,
    settingsLine(record),
    `${record.iteration} iterations done`,
    [backend, precision, cpu].filter((part) => part !== undefined).join(', '),
    record.reason ?? '',
    ...(record.diagnosis ?? []),
    path,
  ]
    .filter((line) => line !== '')
    .join('\n\n');
}
