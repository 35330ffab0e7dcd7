/** What stands in the text's place: the feature, or one of the controls of docs/method.md 2.4. */
import { createStream } from '../../random/stream';

/** 'free' is learned and therefore the networks' own (inject.ts). */
export type FixedVector = 'text' | 'zero' | 'random' | 'other';

function norm(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}

/** A random direction with the length of `vector`; a function of seed and place alone. */
function randomOfEqualNorm(vector: Float32Array, seed: number, place: number): Float32Array {
  const stream = createStream({ seed, iteration: 0, sample: place, purpose: 'text.random' });
  const drawn = Float32Array.from(vector, () => stream.normal());
  const scale = norm(vector) / norm(drawn);
  return drawn.map((value) => value * scale);
}

/**
 * Text vectors for a control. @param vectors of the prompt. @param other those of the wrong organ, for 'other'; of any number, as
 * attention takes as many as there are.
 * @throws Error when 'other' is asked for without, or its vectors have another length.
 */
export function fixedVectors(
  kind: FixedVector,
  vectors: readonly Float32Array[],
  { seed, other }: { readonly seed: number; readonly other?: readonly Float32Array[] | undefined },
): readonly Float32Array[] {
  switch (kind) {
    case 'text':
      return vectors;
    case 'zero':
      return vectors.map((vector) => new Float32Array(vector.length));
    case 'random':
      return vectors.map((vector, place) => randomOfEqualNorm(vector, seed, place));
    case 'other': {
      if (other === undefined) throw new Error("text vector 'other' needs text.otherPrompt");
      if (other[0]?.length !== vectors[0]?.length)
        throw new Error(`the other prompt's vectors have ${other[0]?.length} numbers, the prompt's ${vectors[0]?.length}`);
      return other;
    }
  }
}

/** Length of the vectors on average: what a free vector starts with. */
export function meanNorm(vectors: readonly Float32Array[]): number {
  return vectors.reduce((sum, vector) => sum + norm(vector), 0) / vectors.length;
}
