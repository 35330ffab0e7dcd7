import type { Pooling } from './pooling';

/** Which weights made a vector. */
export interface EncoderModel {
  /** What people call it: the last part of a folder's path, or a hub id. */
  readonly name: string;
  /** sha256 over its weights, tokenizer and configuration. */
  readonly hash: string;
}

export interface Embedding {
  /** [CLS] ... [SEP], no padding. */
  readonly tokens: readonly number[];
  /** Whether the text was longer than the model takes, and its end is missing. */
  readonly cut: boolean;
  /** [size] for each pooling that was asked for. */
  readonly vectors: ReadonlyMap<Pooling, Float32Array>;
}

/** A frozen text model: the BERT of paper Eq. 6. */
export interface TextEncoder {
  readonly model: EncoderModel;
  /** Length of its vectors. */
  readonly size: number;
  /** Tokens it takes at most, [CLS] and [SEP] included. */
  readonly mostTokens: number;
  /** One result a text, in their order. */
  embed(texts: readonly string[], poolings: readonly Pooling[]): Promise<Embedding[]>;
  dispose(): Promise<void>;
}
