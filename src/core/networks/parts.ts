/** Decoders and heads: what V-Net and U-Net are put together from behind their encoder. */
import type * as tf from '@tensorflow/tfjs-core';
import { nearest2, upsample2Aligned } from '../ops/upsampling';
import type { Flow } from './flow';
import { kaimingNormal, xavierNormal } from './initialisers';
import type { FilterInitialiser, Head } from './layers';
import { applyHead, declareHead } from './layers';
import type { ParameterStore } from './parameters';
import type { DecoderChoice, DecoderOutput, HeadChoice, NetworkContext, NetworkOutputs, OutputOptions } from './types';

type Features = tf.Tensor5D;

/** One level of a decoder: from the features below to those of this level. */
interface Level {
  /** What comes before the skip connection, where that is a step of its own. */
  readonly resample?: ((h: Features) => Features) | undefined;
  readonly join: (h: Features, skip: Features) => Features;
  /** The level's convolutions, each handed on by the flow. */
  readonly block: (h: Features) => Features;
}

export interface Decoder {
  readonly name: string;
  /** Coarsest first. */
  readonly levels: readonly Level[];
  /** Dropout before the heads. */
  readonly drop: (h: Features) => Features;
  readonly heads: readonly (readonly [name: string, head: Head])[];
}

/** Resampling of the decoders that have no transposed convolution. */
export const RESAMPLING = { trilinear: upsample2Aligned, nearest: nearest2 } as const;

/** Filters' first values: as asked, else the network's own. */
export function initialiserOf({ initialiser }: NetworkContext, own: FilterInitialiser): FilterInitialiser {
  if (initialiser === undefined) return own;
  return initialiser === 'kaiming' ? kaimingNormal : xavierNormal;
}

/** Decoders of a network with the prefix of their parameters' names: none for the first, which every network has. */
export function decodersOf({ parts }: NetworkContext): readonly (DecoderChoice & { readonly prefix: string })[] {
  const decoders = parts?.decoders ?? [{ name: 'main' }];
  return decoders.map((one, index) => ({ ...one, prefix: index === 0 ? '' : `${one.name}.` }));
}

/** Declares the heads of one decoder; the first is called 'head' alone. */
export function declareHeads(
  store: ParameterStore,
  prefix: string,
  from: number,
  { parts, classes }: NetworkContext,
  initialiser: FilterInitialiser,
): (readonly [string, Head])[] {
  const heads: readonly HeadChoice[] = parts?.heads ?? [{ name: 'segmentation', channels: classes }];
  return heads.map(({ name, channels }, index) => {
    const place = index === 0 ? `${prefix}head` : `${prefix}head.${name}`;
    return [name, declareHead(store, place, from, channels, initialiser)] as const;
  });
}

/** The decoders that a pass is to run. @throws Error when there is none of a name. */
export function chosenOf<D extends { readonly name: string }>(
  decoders: readonly D[],
  { decoders: names }: OutputOptions,
): readonly D[] {
  return (
    names?.map((name) => {
      const found = decoders.find((decoder) => decoder.name === name);
      if (found === undefined) throw new Error(`no decoder '${name}'; there are: ${decoders.map((one) => one.name).join(', ')}`);
      return found;
    }) ?? decoders
  );
}

/** What the encoder leaves: the bottleneck's features and, finest first, those that skips carry. */
interface Encoded {
  readonly bottleneck: Features;
  readonly skips: readonly Features[];
}

/** A forward pass up to its decoders. */
export interface Pass {
  readonly flow: Flow;
  /** Held once for each of the decoders. */
  readonly encoded: Encoded;
  readonly decoders: readonly Decoder[];
}

function decode(flow: Flow, { bottleneck, skips }: Encoded, { levels, drop }: Decoder, onLevel: (h: Features) => void): Features {
  // Other decoders may still need the bottleneck, which apply() therefore leaves.
  const leave = (below: Features): void => {
    if (below === bottleneck) flow.letGo(below);
  };
  let h = bottleneck;
  for (const [index, { resample, join, block }] of levels.entries()) {
    if (resample !== undefined) {
      const below = h;
      h = flow.apply(h, resample);
      leave(below);
    }
    const below = h;
    h = flow.applyWithHeld(h, skips[skips.length - 1 - index] as Features, join);
    leave(below);
    h = block(h);
    onLevel(h);
  }
  return drop(h);
}

/** The first head of the first decoder, and nothing else left in memory. */
export function firstHead({ flow, encoded, decoders: [decoder] }: Pass): Features {
  const first = decoder?.heads[0];
  if (decoder === undefined || first === undefined) throw new Error('a network needs a decoder and a head');
  const features = decode(flow, encoded, decoder, () => undefined);
  return flow.apply(features, (f) => applyHead(f, first[1]));
}

/** Everything of every decoder. */
export function allOutputs({ flow, encoded, decoders }: Pass): NetworkOutputs {
  return Object.fromEntries(
    decoders.map((decoder): [string, DecoderOutput] => {
      const levels: Features[] = [];
      const features = decode(flow, encoded, decoder, (h) => {
        flow.hold(h, Number.POSITIVE_INFINITY);
        levels.push(h);
      });
      flow.hold(features, Number.POSITIVE_INFINITY);
      const heads = decoder.heads.map(([name, head]) => [name, flow.apply(features, (f) => applyHead(f, head))] as const);
      return [decoder.name, { heads: Object.fromEntries(heads), features, levels }];
    }),
  );
}
