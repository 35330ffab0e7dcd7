/** Cross entropy and soft Dice of ../supervised.ts in float64, with the gradient of their sum written out. */
import { DICE_SMOOTHING } from '../dice';
import type { Rows } from './softmax';
import { addScaled, logSoftmax, throughSoftmax } from './softmax';

export interface ExactSupervised {
  readonly crossEntropy: number;
  readonly dice: number;
  /** Of crossEntropy + dice, with respect to the logits. */
  readonly gradient: number[][];
}

/** 1 - (2 overlap + s) / (sizes + s), and its slope along a probability of the class where the truth is 0 and where it is 1. */
function diceOfClass(overlap: number, sizes: number): { loss: number; slopeOutside: number; slopeInside: number } {
  const numerator = 2 * overlap + DICE_SMOOTHING;
  const denominator = sizes + DICE_SMOOTHING;
  const slopeOutside = numerator / denominator ** 2;
  return { loss: 1 - numerator / denominator, slopeOutside, slopeInside: slopeOutside - 2 / denominator };
}

/** Dice of one sample summed over its classes; adds `scale` times its gradient to `gradient`. */
function sampleDice(p: Rows, labels: readonly number[], gradient: number[][], scale: number): number {
  const classes = Array.from({ length: p[0]?.length ?? 0 }, (_, k) => {
    let overlap = 0;
    let sizes = 0;
    for (const [voxel, row] of p.entries()) {
      const value = row[k] ?? 0;
      const inside = labels[voxel] === k;
      if (inside) overlap += value;
      sizes += value + (inside ? 1 : 0);
    }
    return diceOfClass(overlap, sizes);
  });
  for (const [voxel, row] of p.entries()) {
    const slopes = classes.map(({ slopeInside, slopeOutside }, k) => (labels[voxel] === k ? slopeInside : slopeOutside));
    addScaled(gradient[voxel] ?? [], throughSoftmax(row, slopes), scale);
  }
  return classes.reduce((sum, { loss }) => sum + loss, 0);
}

/** @param logits [voxel][class]; samples are `batch` equal runs of voxels. @param labels classes 0..K-1. */
export function exactSupervised(logits: Rows, labels: readonly number[], batch: number): ExactSupervised {
  const classes = logits[0]?.length ?? 0;
  const logp = logits.map(logSoftmax);
  const p = logp.map((row) => row.map(Math.exp));
  const voxels = logits.length;
  const crossEntropy = logp.reduce((sum, row, voxel) => sum - (row[labels[voxel] ?? 0] ?? 0), 0) / voxels;
  const gradient = p.map((row, voxel) => row.map((value, k) => (value - (labels[voxel] === k ? 1 : 0)) / voxels));

  const length = voxels / batch;
  let dice = 0;
  for (let start = 0; start < voxels; start += length) {
    const end = start + length;
    const scale = 1 / (batch * classes);
    dice += scale * sampleDice(p.slice(start, end), labels.slice(start, end), gradient.slice(start, end), scale);
  }
  return { crossEntropy, dice, gradient };
}
