/** The losses in float64, as docs/method.md 2.3 and 1.1 state them, for comparison and for finite differences; and their inputs. */
import { expect } from 'vitest';
import { randomValues, worstError } from './load';

const at = (values: ArrayLike<number>, i: number): number => values[i] ?? Number.NaN;

/** log p of one row. */
function logSoftmax(logits: ArrayLike<number>, row: number, classes: number): number[] {
  const values = Array.from({ length: classes }, (_, k) => at(logits, row * classes + k));
  const largest = Math.max(...values);
  const sum = values.reduce((total, v) => total + Math.exp(v - largest), 0);
  return values.map((v) => v - largest - Math.log(sum));
}

export interface Supervised {
  samples: number;
  rows: number;
  classes: number;
  labels: Int32Array;
}

/** [crossEntropy, dice]. */
export function supervised({ samples, rows, classes, labels }: Supervised, logits: ArrayLike<number>): [number, number] {
  let entropy = 0;
  let dice = 0;
  for (let sample = 0; sample < samples; sample++) {
    const sums = Array.from({ length: classes }, () => ({ overlap: 0, predicted: 0, labelled: 0 }));
    for (let row = sample * rows; row < (sample + 1) * rows; row++) {
      const logp = logSoftmax(logits, row, classes);
      entropy -= at(logp, at(labels, row));
      sums.forEach((sum, k) => {
        const p = Math.exp(at(logp, k));
        const g = at(labels, row) === k ? 1 : 0;
        sum.overlap += p * g;
        sum.predicted += p;
        sum.labelled += g;
      });
    }
    for (const { overlap, predicted, labelled } of sums) dice += 1 - (2 * overlap + 1e-5) / (predicted + labelled + 1e-5);
  }
  return [entropy / (samples * rows), dice / (samples * classes)];
}

export interface Usl {
  rows: number;
  classes: number;
  t1: number;
  t2: number;
  perVoxel: boolean;
  excludeComplement: boolean;
}

/** [confident, complement, uncertain, |P|, |N|, |U|]. */
export function usl(options: Usl, logits: ArrayLike<number>, peer: ArrayLike<number>): number[] {
  const { rows, classes, t1, t2 } = options;
  const sums = [0, 0, 0];
  const counts = [0, 0, 0];
  const put = (term: number, value: number) => {
    sums[term] = at(sums, term) + value;
    counts[term] = at(counts, term) + 1;
  };
  for (let row = 0; row < rows; row++) {
    const logp = logSoftmax(logits, row, classes);
    const q = logSoftmax(peer, row, classes).map(Math.exp);
    const c = Math.max(...q);
    const low = q.map((_, k) => k).filter((k) => at(q, k) < t2);
    if (c > t1) put(0, -c * at(logp, q.indexOf(c)));
    if (low.length > 0) {
      const others = (k: number) => logp.reduce((sum, v, j) => (j === k ? sum : sum + Math.exp(v)), 0);
      const floor = classes === 2 ? 0 : 1e-6; // two classes need none: ln(1 - p) is the other one's ln p
      put(
        1,
        low.reduce((sum, k) => sum - (1 - at(q, k)) * Math.log(Math.max(others(k), floor)), 0),
      );
    }
    if (c <= t1 && !(options.excludeComplement && low.length > 0))
      put(2, q.reduce((sum, v, k) => sum + (Math.exp(at(logp, k)) - v) ** 2, 0) / classes);
  }
  const share = (term: number) => (options.perVoxel ? rows : Math.max(at(counts, term), 1));
  return [...sums.map((sum, term) => sum / share(term)), ...counts];
}

export function consistency(
  kind: 'nll' | 'mse',
  rows: number,
  classes: number,
  logits: ArrayLike<number>,
  peer: ArrayLike<number>,
): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const logp = logSoftmax(logits, row, classes);
    const logq = logSoftmax(peer, row, classes);
    if (kind === 'nll') sum -= at(logp, logq.indexOf(Math.max(...logq)));
    else sum += logp.reduce((total, v, k) => total + (Math.exp(v) - Math.exp(at(logq, k))) ** 2, 0) / classes;
  }
  return sum / rows;
}

/** Central differences of a float64 function. */
export function slopes(f: (x: Float64Array) => number, x: ArrayLike<number>, step = 1e-5): Float64Array {
  const moved = Float64Array.from(x);
  return Float64Array.from(moved, (value, i) => {
    moved[i] = value + step;
    const above = f(moved);
    moved[i] = value - step;
    const below = f(moved);
    moved[i] = value;
    return (above - below) / (2 * step);
  });
}

/** The largest error is below 2e-6 of the largest value. */
export const close = (actual: ArrayLike<number>, expected: ArrayLike<number>) =>
  expect(worstError(actual, expected)).toBeLessThan(2e-6);

export const logitsOf = (rows: number, classes: number, seed: number, spread = 4) =>
  randomValues(rows * classes, seed).map((v) => v * spread);
export const labelsOf = (rows: number, classes: number) =>
  Int32Array.from(randomValues(rows, 99), (v) => Math.min(classes - 1, Math.floor(((v + 1) / 2) * classes)));
