import * as tf from '@tensorflow/tfjs-core';
import type { Triple } from '../../volume/types';
import { makeAnew } from '../constants';
import type { Initialiser, ParameterStore } from '../parameters';
import type { Bottleneck } from '../types';
import type { InjectionKind } from './registry';
import { injectionOf } from './registry';
import { meanNorm } from './vectors';

/** How text joins the networks of an experiment. */
export interface TextInjection {
  readonly injection: InjectionKind;
  readonly beta: number;
  readonly hidden: number;
  /** One vector, or one a response, all of one length. Where `free`, they say number, length and norm of the learned ones. */
  readonly vectors: readonly Float32Array[];
  /** Learn the vectors ('text.vector') in place of the given ones. */
  readonly free: boolean;
  /** Training patch x, y, z. */
  readonly patch: Triple;
}

function ofNorm(length: number, rows: number): Initialiser {
  return (values, stream) => {
    const size = values.length / rows;
    for (let i = 0; i < values.length; i++) values[i] = (stream.normal() * length) / Math.sqrt(size);
  };
}

/** The vectors as a tensor [rows, size]: a constant, or a parameter. */
function vectorSource({ vectors, free }: TextInjection, store: ParameterStore, size: number): () => tf.Tensor2D {
  if (free) {
    const variable = store.parameter<tf.Rank.R2>(
      'text.vector',
      [vectors.length, size],
      ofNorm(meanNorm(vectors), vectors.length),
    );
    return () => variable;
  }
  const values = new Float32Array(vectors.length * size);
  for (const [row, vector] of vectors.entries()) values.set(vector, row * size);
  // Made anew in every pass: some kilobytes, and nobody has to free it.
  return () => tf.tensor2d(values, [vectors.length, size]);
}

/**
 * The hook that NetworkContext.bottleneck takes. Parameters are the network's own, 'text.*', so that optimiser, weight decay and
 * checkpoints know them; the other parameters' first values do not depend on it.
 */
export function textBottleneck(text: TextInjection): Bottleneck {
  const [first] = text.vectors;
  if (first === undefined) throw new Error('text injection: there is no vector');
  const size = first.length;
  if (text.vectors.some((vector) => vector.length !== size)) throw new Error('text injection: the vectors differ in length');
  return (store, { channels, divisor }) => {
    const [x, y, z] = text.patch;
    const place = [z / divisor, y / divisor, x / divisor] as const;
    const { hidden, beta } = text;
    const source = vectorSource(text, store, size);
    const inject = injectionOf(text.injection).create({ store, channels, place, hidden, size, beta });
    return (h, constants) => inject(h, source, constants?.remember ?? makeAnew);
  };
}
