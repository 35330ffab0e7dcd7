import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256 } from '../../core/hash/sha256';
import type { TextFeature } from '../../core/text/feature';
import { featureContent, formatFeature, parseFeature } from '../../core/text/feature';
import type { Pooling } from '../../core/text/pooling';
import { writeFileAtomic } from '../../io/atomic';
import { asFileError, FileError } from '../../io/fileError';
import { modelSlug } from '../encoder/names';
import type { PromptTexts } from './prompt';
import { PROMPT_SUFFIX } from './prompt';

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
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw asFileError(path, error);
  });
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

/** Throws FileError when the feature was made of other responses than the file has now. */
export function requireFresh(prompt: PromptTexts, feature: TextFeature, file: string, { encoder, pooling }: FeatureKey): void {
  if (feature.textHash === prompt.textHash && feature.responses.length === prompt.texts.length && feature.pooling === pooling)
    return;
  throw new FileError(
    file,
    'textHash',
    `the feature is stale: ${basename(prompt.path)} has changed since it was made.`,
    `Make it again: llm-segnet text embed ${prompt.path} --model ${encoder} --pooling ${pooling}`,
  );
}

/** The feature of a prompt's responses as they are now. Throws FileError when there is none, or a stale or damaged one. */
export async function loadFeature(prompt: PromptTexts, key: FeatureKey): Promise<TextFeature> {
  const file = featurePath(prompt.path, key);
  if (!existsSync(file)) {
    throw new FileError(
      prompt.path,
      'feature',
      `there is none by ${key.encoder} with pooling ${key.pooling}.`,
      `Make it: llm-segnet text embed ${prompt.path} --model ${key.encoder} --pooling ${key.pooling}`,
    );
  }
  const feature = await readFeature(file);
  requireFresh(prompt, feature, file, key);
  return feature;
}
