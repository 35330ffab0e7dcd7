/**
 * The two-stream batch sampler of the semi-supervised literature (docs/method.md 1.1), as a pure function of seed and iteration: a run
 * that is resumed draws what the uninterrupted one would have drawn.
 */
import { permutation } from '../random/permutation';
import { createStream } from '../random/stream';

/** Case numbers of one iteration. */
export interface Draw {
  readonly labelled: readonly number[];
  readonly unlabelled: readonly number[];
}

export interface StreamSizes {
  /** Patches an iteration takes from the labelled and from the unlabelled cases. */
  readonly labelled: number;
  readonly unlabelled: number;
}

/** Iterations of one pass over the labelled cases; a rest smaller than the batch's share is left out of the pass. */
export function iterationsPerEpoch(labelledCases: number, labelledPatches: number): number {
  return Math.max(Math.floor(labelledCases / labelledPatches), 1);
}

function shuffled(count: number, seed: number, round: number, purpose: string): number[] {
  return permutation(count, createStream({ seed, iteration: round, sample: 0, purpose }));
}

/** `size` entries from position iteration * size of an endless row of shuffles of 0..count-1. */
function endless(count: number, size: number, seed: number, iteration: number, purpose: string): number[] {
  const rounds = new Map<number, number[]>();
  return Array.from({ length: size }, (_, i) => {
    const position = iteration * size + i;
    const round = Math.floor(position / count);
    const order = rounds.get(round) ?? shuffled(count, seed, round, purpose);
    rounds.set(round, order);
    return order[position % count] as number;
  });
}

/**
 * The cases of iteration `iteration` (from 0). Labelled: epochs, each one shuffle cut into chunks (with fewer cases than the
 * batch's share, endless shuffles). Unlabelled: endless shuffles.
 * @throws Error when a stream that is asked for patches has no cases.
 */
export function drawCases(cases: StreamSizes, patches: StreamSizes, seed: number, iteration: number): Draw {
  for (const stream of ['labelled', 'unlabelled'] as const) {
    if (patches[stream] > 0 && cases[stream] === 0) throw new Error(`the batch needs ${stream} cases, and there are none`);
  }
  const unlabelled = endless(cases.unlabelled, patches.unlabelled, seed, iteration, 'sampler.unlabelled');
  if (cases.labelled < patches.labelled) {
    return { labelled: endless(cases.labelled, patches.labelled, seed, iteration, 'sampler.labelled'), unlabelled };
  }
  const perEpoch = iterationsPerEpoch(cases.labelled, patches.labelled);
  const order = shuffled(cases.labelled, seed, Math.floor(iteration / perEpoch), 'sampler.labelled');
  const from = (iteration % perEpoch) * patches.labelled;
  return { labelled: order.slice(from, from + patches.labelled), unlabelled };
}
