/**
 * Convolutions, batch norm and ReLU with their gradients in float64, written as plainly as their definitions: the golden that the tensor
 * backends are measured against. Nothing here shares code with src/ or with TensorFlow.js.
 */
export interface Activation {
  /** [batch, depth, height, width, channels] */
  readonly shape: readonly [number, number, number, number, number];
  readonly values: Float64Array;
  readonly gradient: Float64Array;
}

export interface Weights {
  readonly values: Float64Array;
  readonly gradient: Float64Array;
}

export interface ConvolutionSize {
  filter: number;
  stride: number;
  pad: number;
  outChannels: number;
}

export function weights(values: ArrayLike<number>): Weights {
  return { values: Float64Array.from(values), gradient: new Float64Array(values.length) };
}

export function activation(shape: Activation['shape'], values?: ArrayLike<number>): Activation {
  const size = shape.reduce((product, n) => product * n, 1);
  return { shape, values: values ? Float64Array.from(values) : new Float64Array(size), gradient: new Float64Array(size) };
}

/** Records how to carry gradients back; `backward` replays it from the last operation to the first. */
export class Tape {
  private readonly steps: (() => void)[] = [];

  record(step: () => void): void {
    this.steps.push(step);
  }

  backward(): void {
    for (const step of this.steps.reverse()) step();
  }
}

/** Calls `visit(inIndex, outIndex, tapIndex)` for every voxel pair a convolution joins; indices count voxels. */
function eachPair(
  large: Activation['shape'],
  small: Activation['shape'],
  { filter, stride, pad }: ConvolutionSize,
  visit: (inVoxel: number, outVoxel: number, tap: number) => void,
): void {
  const [batch, depth, height, width] = large;
  const [, outDepth, outHeight, outWidth] = small;
  for (let n = 0; n < batch; n++)
    for (let d = 0; d < outDepth; d++)
      for (let h = 0; h < outHeight; h++)
        for (let w = 0; w < outWidth; w++)
          for (let kd = 0; kd < filter; kd++)
            for (let kh = 0; kh < filter; kh++)
              for (let kw = 0; kw < filter; kw++) {
                const z = d * stride + kd - pad;
                const y = h * stride + kh - pad;
                const x = w * stride + kw - pad;
                if (z < 0 || z >= depth || y < 0 || y >= height || x < 0 || x >= width) continue;
                const inVoxel = ((n * depth + z) * height + y) * width + x;
                const outVoxel = ((n * outDepth + d) * outHeight + h) * outWidth + w;
                visit(inVoxel, outVoxel, (kd * filter + kh) * filter + kw);
              }
}

function multiplyAdd(
  rows: number,
  columns: number,
  matrix: Float64Array,
  matrixAt: number,
  vector: Float64Array,
  vectorAt: number,
  out: Float64Array,
  outAt: number,
): void {
  for (let r = 0; r < rows; r++) {
    const value = vector[vectorAt + r] ?? 0;
    if (value === 0) continue;
    for (let c = 0; c < columns; c++) out[outAt + c] = (out[outAt + c] ?? 0) + value * (matrix[matrixAt + r * columns + c] ?? 0);
  }
}

function multiplyAddTransposed(
  rows: number,
  columns: number,
  matrix: Float64Array,
  matrixAt: number,
  vector: Float64Array,
  vectorAt: number,
  out: Float64Array,
  outAt: number,
): void {
  for (let r = 0; r < rows; r++) {
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += (matrix[matrixAt + r * columns + c] ?? 0) * (vector[vectorAt + c] ?? 0);
    out[outAt + r] = (out[outAt + r] ?? 0) + sum;
  }
}

function addOuter(
  rows: number,
  columns: number,
  left: Float64Array,
  leftAt: number,
  right: Float64Array,
  rightAt: number,
  matrix: Float64Array,
  matrixAt: number,
): void {
  for (let r = 0; r < rows; r++) {
    const value = left[leftAt + r] ?? 0;
    if (value === 0) continue;
    for (let c = 0; c < columns; c++) {
      const at = matrixAt + r * columns + c;
      matrix[at] = (matrix[at] ?? 0) + value * (right[rightAt + c] ?? 0);
    }
  }
}

/** Filter [k, k, k, in, out]. */
export function convolution(tape: Tape, x: Activation, filter: Weights, size: ConvolutionSize): Activation {
  const [n, d, h, w, inChannels] = x.shape;
  const { outChannels } = size;
  const reach = (length: number): number => Math.floor((length + 2 * size.pad - size.filter) / size.stride) + 1;
  const y = activation([n, reach(d), reach(h), reach(w), outChannels]);
  const tapSize = inChannels * outChannels;
  eachPair(x.shape, y.shape, size, (i, o, tap) => {
    multiplyAdd(inChannels, outChannels, filter.values, tap * tapSize, x.values, i * inChannels, y.values, o * outChannels);
  });
  tape.record(() => {
    eachPair(x.shape, y.shape, size, (i, o, tap) => {
      const [at, to] = [i * inChannels, o * outChannels];
      multiplyAddTransposed(inChannels, outChannels, filter.values, tap * tapSize, y.gradient, to, x.gradient, at);
      addOuter(inChannels, outChannels, x.values, at, y.gradient, to, filter.gradient, tap * tapSize);
    });
  });
  return y;
}

/** Transposed 2x2x2 convolution with stride 2; filter [2, 2, 2, out, in] as TensorFlow.js has it. */
export function upConvolution(tape: Tape, x: Activation, filter: Weights, outChannels: number): Activation {
  const [n, d, h, w, inChannels] = x.shape;
  const y = activation([n, 2 * d, 2 * h, 2 * w, outChannels]);
  const size = { filter: 2, stride: 2, pad: 0, outChannels: inChannels };
  const tapSize = inChannels * outChannels;
  eachPair(y.shape, x.shape, size, (o, i, tap) => {
    multiplyAddTransposed(
      outChannels,
      inChannels,
      filter.values,
      tap * tapSize,
      x.values,
      i * inChannels,
      y.values,
      o * outChannels,
    );
  });
  tape.record(() => {
    eachPair(y.shape, x.shape, size, (o, i, tap) => {
      const [at, to] = [i * inChannels, o * outChannels];
      multiplyAdd(outChannels, inChannels, filter.values, tap * tapSize, y.gradient, to, x.gradient, at);
      addOuter(outChannels, inChannels, y.gradient, to, x.values, at, filter.gradient, tap * tapSize);
    });
  });
  return y;
}

/** relu(gamma * (x - mean) / sqrt(variance + 1e-5) + beta) + skip with the batch's own statistics. */
export function batchNormRelu(tape: Tape, x: Activation, gamma: Weights, beta: Weights, skip?: Activation): Activation {
  const channels = x.shape[4];
  const rows = x.values.length / channels;
  const y = activation(x.shape);
  const normalised = new Float64Array(x.values.length);
  const deviation = new Float64Array(channels);
  for (let c = 0; c < channels; c++) {
    let mean = 0;
    for (let r = 0; r < rows; r++) mean += x.values[r * channels + c] ?? 0;
    mean /= rows;
    let variance = 0;
    for (let r = 0; r < rows; r++) variance += ((x.values[r * channels + c] ?? 0) - mean) ** 2;
    deviation[c] = Math.sqrt(variance / rows + 1e-5);
    for (let r = 0; r < rows; r++) {
      const at = r * channels + c;
      normalised[at] = ((x.values[at] ?? 0) - mean) / (deviation[c] ?? 1);
      const shifted = (gamma.values[c] ?? 1) * (normalised[at] ?? 0) + (beta.values[c] ?? 0);
      y.values[at] = Math.max(0, shifted) + (skip?.values[at] ?? 0);
    }
  }
  tape.record(() => {
    for (let c = 0; c < channels; c++) {
      const passes = (at: number): boolean => (gamma.values[c] ?? 1) * (normalised[at] ?? 0) + (beta.values[c] ?? 0) > 0;
      let [sum, dot] = [0, 0];
      for (let r = 0; r < rows; r++) {
        const at = r * channels + c;
        const dy = y.gradient[at] ?? 0;
        if (skip) skip.gradient[at] = (skip.gradient[at] ?? 0) + dy;
        if (!passes(at)) continue;
        sum += dy;
        dot += dy * (normalised[at] ?? 0);
      }
      beta.gradient[c] = (beta.gradient[c] ?? 0) + sum;
      gamma.gradient[c] = (gamma.gradient[c] ?? 0) + dot;
      for (let r = 0; r < rows; r++) {
        const at = r * channels + c;
        const dy = passes(at) ? (y.gradient[at] ?? 0) : 0;
        const slope = (gamma.values[c] ?? 1) / (deviation[c] ?? 1);
        x.gradient[at] = (x.gradient[at] ?? 0) + slope * (dy - sum / rows - ((normalised[at] ?? 0) * dot) / rows);
      }
    }
  });
  return y;
}

/** Mean cross entropy of softmaxed logits; fills the logits' gradient. */
export function crossEntropy(logits: Activation, labels: ArrayLike<number>): number {
  const classes = logits.shape[4];
  const rows = logits.values.length / classes;
  let loss = 0;
  for (let r = 0; r < rows; r++) {
    const row = Array.from(logits.values.subarray(r * classes, (r + 1) * classes));
    const largest = Math.max(...row);
    const exponentials = row.map((value) => Math.exp(value - largest));
    const sum = exponentials.reduce((a, b) => a + b, 0);
    const label = labels[r] ?? 0;
    loss += Math.log(sum) + largest - (row[label] ?? 0);
    exponentials.forEach((e, k) => {
      logits.gradient[r * classes + k] = (e / sum - (k === label ? 1 : 0)) / rows;
    });
  }
  return loss / rows;
}
