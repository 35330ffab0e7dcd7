import type { Evaluation } from '../../src/protocol/results';

/**
 * The newest evaluation of every split and model. Later ones of the same checkpoint add to it: one of a few cases (`evaluate --limit`)
 * must not hide the others.
 */
export function lastEvaluations(evaluations: readonly Evaluation[]): Evaluation[] {
  const last = new Map<string, Evaluation>();
  for (const one of evaluations) {
    const key = JSON.stringify([one.split, one.model]);
    const before = last.get(key);
    const cases = before?.iteration === one.iteration ? [...before.cases, ...one.cases] : one.cases;
    last.set(key, { ...one, cases });
  }
  return [...last.values()];
}
