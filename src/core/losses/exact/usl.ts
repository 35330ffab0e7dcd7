/**
 * The Unified Segmentation Loss of ../usl.ts in float64, with its gradient written out: what `llm-segnet loss usl` prints, and what the
 * tensor versions are tested against. One voxel at a time, for a few thousand of them.
 */
import type { UslSettings } from '../usl';
import { COMPLEMENT_FLOOR } from '../usl';
import type { Rows } from './softmax';
import { addScaled, argmax, logSoftmax, softmax, throughSoftmax } from './softmax';

export interface ExactUsl {
  readonly total: number;
  readonly confident: number;
  readonly complement: number;
  readonly uncertain: number;
  /** Voxels of the confident, the complement and the uncertain set. */
  readonly counts: readonly [number, number, number];
  /** Of the total, with respect to the student's logits. */
  readonly gradient: number[][];
}

/** Value of a term at one voxel, and its gradient with respect to that voxel's logits. */
interface Term {
  readonly value: number;
  readonly gradient: readonly number[];
}

interface Voxel {
  readonly confident: Term | null;
  readonly complement: Term | null;
  readonly uncertain: Term | null;
}

/** c * (-log p_y). */
function confidentTerm(logp: readonly number[], p: readonly number[], y: number, c: number): Term {
  return { value: -c * (logp[y] ?? 0), gradient: p.map((value, k) => c * (value - (k === y ? 1 : 0))) };
}

/** -log(1 - p_k) with its gradient; 1 - p_k is the sum of the others, which does not cancel. */
function exclusion(logp: readonly number[], p: readonly number[], k: number): Term {
  if (p.length === 2) {
    const other = 1 - k;
    return { value: -(logp[other] ?? 0), gradient: p.map((value, j) => value - (j === other ? 1 : 0)) };
  }
  const rest = p.reduce((sum, value, j) => (j === k ? sum : sum + value), 0);
  const own = p[k] ?? 0;
  const held = rest < COMPLEMENT_FLOOR;
  return {
    value: -Math.log(Math.max(rest, COMPLEMENT_FLOOR)),
    gradient: p.map((value, j) => (held ? 0 : j === k ? own : (-own * value) / rest)),
  };
}

/** Sum over the classes that the peer rules out of (1 - q_k) * (-log(1 - p_k)). */
function complementTerm(logp: readonly number[], p: readonly number[], q: readonly number[], low: readonly number[]): Term {
  const gradient = p.map(() => 0);
  let value = 0;
  for (const k of low) {
    const weight = 1 - (q[k] ?? 0);
    const term = exclusion(logp, p, k);
    value += weight * term.value;
    addScaled(gradient, term.gradient, weight);
  }
  return { value, gradient };
}

/** Mean over the classes of (p_k - q_k)^2. */
function uncertainTerm(p: readonly number[], q: readonly number[]): Term {
  const difference = p.map((value, k) => value - (q[k] ?? 0));
  const value = difference.reduce((sum, d) => sum + d * d, 0) / p.length;
  const gradient = throughSoftmax(
    p,
    difference.map((d) => (2 * d) / p.length),
  );
  return { value, gradient };
}

function voxelTerms(student: readonly number[], peer: readonly number[], settings: Omit<UslSettings, 'kind'>): Voxel {
  const { t1, t2, excludeComplement } = settings;
  const logp = logSoftmax(student);
  const p = logp.map(Math.exp);
  const q = softmax(peer);
  const y = argmax(q);
  const c = q[y] ?? 0;
  const low = q.flatMap((value, k) => (value < t2 ? [k] : []));
  const uncertain = c <= t1 && !(excludeComplement && low.length > 0);
  return {
    confident: c > t1 ? confidentTerm(logp, p, y, c) : null,
    complement: low.length > 0 ? complementTerm(logp, p, q, low) : null,
    uncertain: uncertain ? uncertainTerm(p, q) : null,
  };
}

/** @param student,peer logits [voxel][class] of one size, the batch's samples one after the other. */
export function exactUsl(student: Rows, peer: Rows, settings: Omit<UslSettings, 'kind'>): ExactUsl {
  const voxels = student.map((row, voxel) => voxelTerms(row, peer[voxel] ?? [], settings));
  const gradient = student.map((row) => row.map(() => 0));
  const reduce = (name: keyof Voxel): { count: number; mean: number } => {
    const count = voxels.filter((voxel) => voxel[name] !== null).length;
    const divisor = settings.normalise === 'voxel' ? voxels.length : Math.max(count, 1);
    let sum = 0;
    for (const [voxel, terms] of voxels.entries()) {
      const term = terms[name];
      if (term === null) continue;
      sum += term.value;
      if (name !== 'uncertain' || settings.uncertain !== false) addScaled(gradient[voxel] ?? [], term.gradient, 1 / divisor);
    }
    return { count, mean: sum / divisor };
  };
  const [confident, complement, uncertain] = [reduce('confident'), reduce('complement'), reduce('uncertain')];
  return {
    total: confident.mean + complement.mean + (settings.uncertain === false ? 0 : uncertain.mean),
    confident: confident.mean,
    complement: complement.mean,
    uncertain: uncertain.mean,
    counts: [confident.count, complement.count, uncertain.count],
    gradient,
  };
}
