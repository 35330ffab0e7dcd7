import { readFileSync } from 'node:fs';
import { lossExcerpt } from './lossExcerpt';
import { shared } from './shared';

interface UslEntry {
  total: number;
  confident_nll: number;
  complement_nll: number;
  uncertain_mse: number;
  counts: [number, number, number];
  gradient: number[][];
}

/** One case of fixtures/losses.json, made in float64 by an independent implementation. */
export interface LossCase {
  classes: number;
  voxels: number;
  batch: number;
  t1: number;
  t2: number;
  student_logits: number[][];
  peer_logits: number[][];
  labels: number[];
  usl_set: UslEntry;
  usl_voxel: UslEntry;
  supervised: { cross_entropy: number; dice: number; gradient_of_sum: number[][] };
}

/** The cases of the excerpt, and those of the shared folder where it is there. */
export function lossCases(): LossCase[] {
  const path = shared('fixtures', 'losses.json');
  const all = path === null ? [] : (JSON.parse(readFileSync(path, 'utf8')) as { cases: LossCase[] }).cases;
  return [...lossExcerpt, ...all];
}
