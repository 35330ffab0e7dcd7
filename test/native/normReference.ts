export interface NormCase {
  groups: number;
  rows: number;
  channels: number;
  epsilon: number;
  relu: boolean;
}

/** Index of a value of [groups, rows, channels] and of its [groups, channels] statistics. */
function* places({ groups, rows, channels }: NormCase): Generator<[index: number, statistic: number, channel: number]> {
  for (let g = 0; g < groups; g++)
    for (let r = 0; r < rows; r++) for (let c = 0; c < channels; c++) yield [(g * rows + r) * channels + c, g * channels + c, c];
}

const at = (values: ArrayLike<number>, i: number): number => values[i] ?? Number.NaN;
const plus = (values: Float64Array, i: number, value: number): void => {
  values[i] = at(values, i) + value;
};

/** Mean and biased variance per group and channel, in two passes. */
export function moments(shape: NormCase, z: ArrayLike<number>) {
  const mean = new Float64Array(shape.groups * shape.channels);
  const variance = new Float64Array(mean.length);
  for (const [i, s] of places(shape)) plus(mean, s, at(z, i) / shape.rows);
  for (const [i, s] of places(shape)) plus(variance, s, (at(z, i) - at(mean, s)) ** 2 / shape.rows);
  return { mean, variance };
}

export function normForward(
  shape: NormCase,
  z: ArrayLike<number>,
  gamma: ArrayLike<number>,
  beta: ArrayLike<number>,
  skip?: ArrayLike<number>,
): Float64Array {
  const { mean, variance } = moments(shape, z);
  const y = new Float64Array(z.length);
  for (const [i, s, c] of places(shape)) {
    const value = (at(gamma, c) * (at(z, i) - at(mean, s))) / Math.sqrt(at(variance, s) + shape.epsilon) + at(beta, c);
    y[i] = (shape.relu ? Math.max(value, 0) : value) + (skip ? at(skip, i) : 0);
  }
  return y;
}

/** Gradients of sum(y * dy) by the chain rule through the batch statistics. */
export function normBackward(
  shape: NormCase,
  z: ArrayLike<number>,
  dy: ArrayLike<number>,
  gamma: ArrayLike<number>,
  beta: ArrayLike<number>,
) {
  const { mean, variance } = moments(shape, z);
  const y = normForward({ ...shape, relu: false }, z, gamma, beta);
  const g = Float64Array.from({ length: z.length }, (_, i) => (shape.relu && at(y, i) <= 0 ? 0 : at(dy, i)));
  const sum = new Float64Array(mean.length);
  const product = new Float64Array(mean.length);
  const dGamma = new Float64Array(shape.channels);
  const dBeta = new Float64Array(shape.channels);
  const normalised = (i: number, s: number) => (at(z, i) - at(mean, s)) / Math.sqrt(at(variance, s) + shape.epsilon);
  for (const [i, s, c] of places(shape)) {
    plus(sum, s, at(g, i));
    plus(product, s, at(g, i) * normalised(i, s));
    plus(dBeta, c, at(g, i));
    plus(dGamma, c, at(g, i) * normalised(i, s));
  }
  const dz = new Float64Array(z.length);
  for (const [i, s, c] of places(shape)) {
    const inner = at(g, i) - (at(sum, s) + normalised(i, s) * at(product, s)) / shape.rows;
    dz[i] = (at(gamma, c) * inner) / Math.sqrt(at(variance, s) + shape.epsilon);
  }
  return { dz, dGamma, dBeta };
}
