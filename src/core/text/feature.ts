/**
 * The frozen feature of a prompt file's responses: what training reads in place of a language model. Its file is JSON; vectors are
 * base64 of little-endian float32, so that they are exact, short, and one line a response.
 */
import { z } from 'zod';
import type { EncoderModel } from './encoder';
import type { Pooling } from './pooling';
import { POOLINGS } from './pooling';

export interface TextFeature {
  /** Hash of the responses (responsesHash): another one now means that the feature is stale. */
  readonly textHash: string;
  readonly model: EncoderModel;
  readonly pooling: Pooling;
  /** Length of each vector. */
  readonly size: number;
  /** One vector a response, in the order of their numbers. */
  readonly responses: readonly Float32Array[];
  /** Their mean: the e of Eq. 6. */
  readonly mean: Float32Array;
}

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const MOST_RESPONSES = 1000;

const featureFile = z.looseObject({
  schemaVersion: z.literal(1),
  textHash: hash,
  model: z.looseObject({ name: z.string().min(1), hash }),
  pooling: z.enum(POOLINGS),
  size: z.int().min(1).max(65_536),
  encoding: z.literal('base64 of little-endian float32'),
  responses: z.array(z.string()).min(1).max(MOST_RESPONSES),
  sha256: hash,
});

/** Mean over responses, in float64. Free of their order up to rounding. */
export function meanOfVectors(vectors: readonly Float32Array[]): Float32Array {
  const [first] = vectors;
  if (first === undefined) throw new Error('mean of text vectors: there is none');
  const sums = new Float64Array(first.length);
  for (const vector of vectors) for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + (vector[i] as number);
  return Float32Array.from(sums, (sum) => sum / vectors.length);
}

function encodeVector(vector: Float32Array): string {
  const bytes = new Uint8Array(4 * vector.length);
  const view = new DataView(bytes.buffer);
  vector.forEach((value, i) => view.setFloat32(4 * i, value, true));
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** @throws Error when the text is no base64, or not of `size` finite numbers. */
function decodeVector(text: string, size: number): Float32Array {
  const binary = atob(text);
  if (binary.length !== 4 * size) throw new Error(`a response has ${binary.length} bytes in place of ${4 * size}`);
  const view = new DataView(Uint8Array.from(binary, (character) => character.charCodeAt(0)).buffer);
  const vector = Float32Array.from({ length: size }, (_, i) => view.getFloat32(4 * i, true));
  if (!vector.every(Number.isFinite)) throw new Error('a response has a number that is not finite');
  return vector;
}

/** What the sha256 of a feature is taken of. */
export function featureContent({ textHash, model, pooling, responses }: Omit<TextFeature, 'mean' | 'size'>): string {
  return JSON.stringify([1, textHash, model.name, model.hash, pooling, responses.map(encodeVector)]);
}

export function formatFeature(feature: TextFeature, sha256: string): string {
  const { textHash, model, pooling, size, responses } = feature;
  const file: z.input<typeof featureFile> = {
    schemaVersion: 1,
    textHash,
    model: { ...model },
    pooling,
    size,
    encoding: 'base64 of little-endian float32',
    responses: responses.map(encodeVector),
    sha256,
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** @throws Error that says what is wrong; whoever reads files compares the sha256 with that of featureContent(). */
export function parseFeature(text: string): { feature: TextFeature; sha256: string } {
  const result = featureFile.safeParse(JSON.parse(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new Error(`${issue?.path.join('.') || 'the file'}: ${issue?.message}`);
  }
  const { textHash, model, pooling, size, responses: encoded, sha256 } = result.data;
  const responses = encoded.map((one) => decodeVector(one, size));
  const { name, hash: modelHash } = model;
  const feature = { textHash, model: { name, hash: modelHash }, pooling, size, responses, mean: meanOfVectors(responses) };
  return { feature, sha256 };
}
