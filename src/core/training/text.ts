/** From the experiment's text settings and its features to what the networks take. */
import type { Experiment } from '../config/experiment';
import type { TextInjection } from '../networks/text/inject';
import type { FixedVector } from '../networks/text/vectors';
import { fixedVectors } from '../networks/text/vectors';
import type { TextFeature } from '../text/feature';

/** Features of an experiment's prompts. */
export interface ExperimentFeatures {
  readonly prompt: TextFeature;
  /** Of the wrong organ's prompt, where there is one. */
  readonly other: TextFeature | null;
}

export interface TextChange {
  readonly vector?: FixedVector;
  readonly beta?: number;
}

/**
 * How text joins the networks, or undefined where the experiment has none. @param change replaces settings, to see at test time what the
 * text does.
 * @throws Error when the experiment asks for text and there is no feature.
 */
export function textInjectionOf(
  { text, patch, seed }: Experiment,
  features: ExperimentFeatures | null,
  change: TextChange = {},
): TextInjection | undefined {
  const { injection, hidden, responses } = text;
  if (injection === 'off') return undefined;
  if (features === null) throw new Error(`text.injection '${injection}' needs the feature of a prompt`);
  const rows = (feature: TextFeature): readonly Float32Array[] => (responses === 'set' ? feature.responses : [feature.mean]);
  const vector = change.vector ?? text.vector;
  const free = vector === 'free';
  const other = features.other === null ? undefined : rows(features.other);
  const vectors = free ? rows(features.prompt) : fixedVectors(vector, rows(features.prompt), { seed, other });
  return { injection, hidden, patch, free, vectors, beta: change.beta ?? text.beta };
}
