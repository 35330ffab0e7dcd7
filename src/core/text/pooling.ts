/** From the states of a text's tokens to one vector (docs/method.md 2.1). */

/** 'mean' of the last hidden state, [CLS] and [SEP] included; 'cls': its first row; 'word-embeddings': mean of the input embeddings. */
export const POOLINGS = ['mean', 'cls', 'word-embeddings'] as const;
export type Pooling = (typeof POOLINGS)[number];

/**
 * Mean of the first `tokens` rows of states [at least tokens, size] flat, summed in float64: the rows behind them are padding.
 * @throws Error when there are fewer rows.
 */
export function meanOfRows(states: Float32Array, tokens: number, size: number): Float32Array {
  if (tokens < 1 || states.length < tokens * size) throw new Error(`pooling: ${states.length} numbers for ${tokens} x ${size}`);
  const sums = new Float64Array(size);
  for (let row = 0; row < tokens; row++) {
    for (let i = 0; i < size; i++) sums[i] = (sums[i] as number) + (states[row * size + i] as number);
  }
  return Float32Array.from(sums, (sum) => sum / tokens);
}
