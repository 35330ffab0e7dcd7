/** What can stand in the text's place when a trained run is tested: the controls of docs/method.md 2.4. */
import type { Experiment } from '../core/config/experiment';
import { bundledPrompts } from '../core/config/sections/text';
import type { FixedVector } from '../core/networks/text/vectors';
import type { TextFeature } from '../core/text/feature';
import { readPromptTexts } from '../text/features/prompt';
import { loadFeature } from '../text/features/store';
import type { TextSwap } from './savedRun';

export interface TextVariant {
  /** As tables call it; at most 80 characters. */
  readonly text: string;
  readonly swap: TextSwap;
}

interface OtherText {
  readonly name: string;
  readonly feature: TextFeature;
}

/** The first bundled prompt of another organ that this product has a feature for by the very model and pooling, or null. */
export async function bundledOther(own: TextFeature, { text }: Experiment): Promise<OtherText | null> {
  for (const name of bundledPrompts.filter((one) => one !== text.prompt)) {
    const prompt = await readPromptTexts(name);
    const feature = await loadFeature(prompt, { encoder: own.model.name, pooling: own.pooling }).catch(() => null);
    if (feature !== null && feature.model.hash === own.model.hash && feature.textHash !== own.textHash) return { name, feature };
  }
  return null;
}

/**
 * The first is the text as trained, with which the others are compared. A learned vector has nothing that could take its place, so it is
 * only taken away. @param other the wrong organ's text, where there is one.
 */
export function textVariants({ text }: Experiment, other: OtherText | null): readonly TextVariant[] {
  const trained: TextVariant = { text: `as trained (${text.vector})`, swap: {} };
  const without: TextVariant = { text: 'beta 0', swap: { beta: 0 } };
  if (text.vector === 'free') return [trained, without];
  const fixed: readonly (readonly [kind: FixedVector, text: string])[] = [
    ['text', 'own text'],
    ['zero', 'zero vector'],
    ...(other === null ? [] : [['other', `text of ${other.name}`.slice(0, 80)] as const]),
    ['random', 'random vector of equal norm'],
  ];
  const swaps = fixed
    .filter(([kind]) => kind !== text.vector)
    .map(([vector, name]) => ({ text: name, swap: { vector, ...(vector === 'other' ? { other: other?.feature } : {}) } }));
  return [trained, without, ...swaps];
}
