import type { Embedding, TextEncoder } from '../../core/text/encoder';
import type { TextFeature } from '../../core/text/feature';
import { meanOfVectors } from '../../core/text/feature';
import type { Pooling } from '../../core/text/pooling';
import type { PromptTexts } from './prompt';

export interface EmbeddedPrompt {
  readonly feature: TextFeature;
  readonly embeddings: readonly Embedding[];
}

/** The features of a prompt's responses, one a pooling, from one pass of the encoder. */
export async function embedPrompt(
  encoder: TextEncoder,
  prompt: PromptTexts,
  poolings: readonly Pooling[],
): Promise<Map<Pooling, EmbeddedPrompt>> {
  const embeddings = await encoder.embed(prompt.texts, poolings);
  return new Map(
    poolings.map((pooling) => {
      const responses = embeddings.map(({ vectors }) => vectors.get(pooling) ?? new Float32Array());
      const { model, size } = encoder;
      const feature = { textHash: prompt.textHash, model, pooling, size, responses, mean: meanOfVectors(responses) };
      return [pooling, { feature, embeddings }];
    }),
  );
}
