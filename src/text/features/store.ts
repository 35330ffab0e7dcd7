import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../core/hash/sha256';
import type { TextFeature } from '../../core/text/feature';
import { featureContent, formatFeature, parseFeature } from '../../core/text/feature';
import type { Pooling } from '../../core/text/pooling';
import { writeFileAtomic } from '../../io/atomic';
import { asFileError, FileError } from '../../io/fileError';
import { OWN_FILE, readTextFile } from '../../io/textFile';
import { modelSlug } from '../encoder/names';
import type { PromptTexts } from './prompt';
import { bundledPromptFiles, PROMPT_SUFFIX } from './prompt';

/** Which feature of a prompt. */
export interface FeatureKey {
  /** The model as the experiment or the user names it. */
  readonly encoder: string;
  readonly pooling: Pooling;
}

/** `features/<prompt>.<model>.<pooling>.json` beside the prompt file; the bundled prompts' too. */
export function featurePath(promptFile: string, { encoder, pooling }: FeatureKey): string {
  const name = basename(promptFile).replace(PROMPT_SUFFIX, '');
  return join(dirname(promptFile), 'features', `${name}.${modelSlug(encoder)}.${pooling}.json`);
}

/** Reads a feature and checks its sha256. Throws FileError. */
export async function readFeature(path: string): Promise<TextFeature> {
  const text = await readTextFile(path, OWN_FILE);
  const fix = 'Remove the file and make it again with llm-segnet text embed.';
  let parsed: ReturnType<typeof parseFeature>;
  try {
    parsed = parseFeature(text);
  } catch (error) {
    throw new FileError(path, 'content', `${error instanceof Error ? error.message : String(error)}.`, fix, { cause: error });
  }
  if (sha256(featureContent(parsed.feature)) !== parsed.sha256)
    throw new FileError(path, 'sha256', 'the content was changed.', fix);
  return parsed.feature;
}

/** Throws FileError. */
export async function writeFeature(path: string, feature: TextFeature): Promise<void> {
  await mkdir(dirname(path), { recursive: true }).catch((error: unknown) => {
    throw asFileError(path, error);
  });
  await writeFileAtomic(path, formatFeature(feature, sha256(featureContent(feature))));
}

const isOf = ({ textHash, texts }: PromptTexts, feature: TextFeature, { pooling }: FeatureKey): boolean =>
  feature.textHash === textHash && feature.responses.length === texts.length && feature.pooling === pooling;

/** Throws FileError when the feature was made of other responses than the file has now. */
function requireFresh(prompt: PromptTexts, feature: TextFeature, file: string, key: FeatureKey): void {
  if (isOf(prompt, feature, key)) return;
  throw new FileError(
    file,
    'textHash',
    `the feature is stale: ${basename(prompt.path)} has changed since it was made.`,
    `Make it again: llm-segnet text embed ${prompt.path} --model ${key.encoder} --pooling ${key.pooling}`,
  );
}

/** Whether the feature beside the prompt file is of the responses as they are now. A damaged one is not. */
export async function hasFreshFeature(prompt: PromptTexts, key: FeatureKey): Promise<boolean> {
  const path = featurePath(prompt.path, key);
  const feature = existsSync(path) ? await readFeature(path).catch(() => null) : null;
  return feature !== null && isOf(prompt, feature, key);
}

/** The encoder whose features of the bundled prompts ship. */
const SHIPPED = 'minilm';

/** The feature that ships for these very responses, wherever their file lies, or null: a copy of a bundled prompt needs no model. */
export async function shippedFeature(prompt: PromptTexts, key: FeatureKey): Promise<TextFeature | null> {
  if (key.encoder !== SHIPPED) return null;
  for (const file of bundledPromptFiles()) {
    const path = featurePath(file, key);
    const feature = existsSync(path) ? await readFeature(path) : null;
    if (feature !== null && isOf(prompt, feature, key)) return feature;
  }
  return null;
}

/** The feature of a prompt's responses as they are now: beside the file, else as it ships. Throws FileError when there is none, or a stale or damaged one. */
export async function loadFeature(prompt: PromptTexts, key: FeatureKey): Promise<TextFeature> {
  const file = featurePath(prompt.path, key);
  if (existsSync(file)) {
    const feature = await readFeature(file);
    requireFresh(prompt, feature, file, key);
    return feature;
  }
  const shipped = await shippedFeature(prompt, key);
  if (shipped !== null) return shipped;
  throw new FileError(
    prompt.path,
    'feature',
    `there is none by ${key.encoder} with pooling ${key.pooling}.`,
    `Make it: llm-segnet text embed ${prompt.path} --model ${key.encoder} --pooling ${key.pooling}`,
  );
}
