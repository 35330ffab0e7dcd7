/** Words of a text: runs of letters and digits, hyphens and apostrophes inside a word. */
export function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/**
 * Rough number of BERT tokens, [CLS] and [SEP] included: medical words fall into 1.5 pieces on average, punctuation is a token each. Meant to
 * be high rather than low.
 */
export function estimateTokens(text: string): number {
  const punctuation = text.match(/[^\p{L}\p{N}\s]/gu)?.length ?? 0;
  return Math.ceil(1.5 * wordsOf(text).length) + punctuation + 2;
}

/** The beginning that a word shares with its relatives: atrium and atrial, pancreas and pancreatic, tumour and tumor. */
export function stem(word: string): string {
  const plain = word.toLowerCase();
  return plain.slice(0, Math.max(4, plain.length - 2));
}

/** Runs of `size` words, lower case: what two texts share of them says how alike they are. */
export function shingles(text: string, size: number): Set<string> {
  const words = wordsOf(text.toLowerCase());
  const result = new Set<string>();
  for (let start = 0; start + size <= words.length; start++) result.add(words.slice(start, start + size).join(' '));
  return result;
}
