/** What runs cost: a few steps of each kind of run are measured, and scaled. */
import type { Experiment } from '../config/experiment';
import { isObject } from '../config/merge';
import { canonicalJson } from '../hash/canonicalJson';
import { sha256 } from '../hash/sha256';

/** Measured on one machine with so many threads. */
export interface MeasuredCost {
  readonly loadSeconds: number;
  readonly stepSeconds: number;
  /** One test case with all models: windows, metrics, masks. */
  readonly caseSeconds: number;
  readonly testCases: number;
  readonly validationCases: number;
  readonly peakBytes: number;
}

export interface RunCost {
  readonly seconds: number;
  readonly bytes: number;
}

/** Numbers that change neither time nor memory: weights, rates and thresholds are fractions or below the settings named. */
const FREE = new Set([
  'name',
  'seed',
  'iterations',
  'optimiser',
  'supervised',
  'noise',
  'data.labelled',
  'run.checkpointSeconds',
  'run.threads',
]);

function shapeOf(value: unknown, path: string): unknown {
  if (FREE.has(path)) return undefined;
  if (path === 'data.splits.train' || path === 'data.splits.test') return undefined;
  if (
    typeof value === 'number' &&
    (path === 'text.beta' || (path.startsWith('method.') && !(Number.isInteger(value) && value > 1)))
  )
    return undefined;
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, shapeOf(part, path === '' ? key : `${path}.${key}`)]),
  );
}

/** Equal for experiments of which a step takes equally long. */
export function costShape(experiment: Experiment): string {
  return sha256(canonicalJson(shapeOf(experiment, ''))).slice(0, 16);
}

/** Iterations that a measurement takes: the first ones set the engine up and do not count. */
const MEASURED_ITERATIONS = 6;
export const SETTING_UP = 2;

/** The experiment whose run measures: a few iterations, nothing chosen, nothing kept. */
export function measuringExperiment(experiment: Experiment): Experiment {
  const { evaluation } = experiment;
  return {
    ...experiment,
    iterations: MEASURED_ITERATIONS,
    evaluation: {
      ...evaluation,
      selection: 'last',
      validationEvery: 0,
      previewCases: [],
      previewEvery: 0,
      saveProbabilities: false,
    },
  };
}

/** Time and peak memory of a whole run. */
export function scaledCost({ iterations, evaluation }: Experiment, cost: MeasuredCost): RunCost {
  const { validationEvery, selection } = evaluation;
  const validations = validationEvery === 0 ? 0 : Math.floor(iterations / validationEvery);
  const validated = selection === 'best-on-test' ? cost.testCases : cost.validationCases;
  const cases = cost.testCases + validations * validated;
  return { seconds: cost.loadSeconds + iterations * cost.stepSeconds + cases * cost.caseSeconds, bytes: cost.peakBytes };
}

/** Time until the last of runs ends, where so many run at once, each starting as soon as another ends. */
export function wallSeconds(seconds: readonly number[], atOnce: number): number {
  const free = new Array<number>(Math.max(1, atOnce)).fill(0);
  for (const one of seconds) {
    const next = free.indexOf(Math.min(...free));
    free[next] = (free[next] ?? 0) + one;
  }
  return Math.max(...free);
}
