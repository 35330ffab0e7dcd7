/** The text of a run: found and checked before anything is made, then kept in the run directory, which resuming and testing read. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Experiment } from '../core/config/experiment';
import type { TextFeature } from '../core/text/feature';
import type { ExperimentFeatures } from '../core/training/text';
import { writeFileAtomic } from '../io/atomic';
import { FileError } from '../io/fileError';
import { runPaths } from '../io/run/runDirectory';
import type { PromptTexts } from '../text/features/prompt';
import { readPromptTexts } from '../text/features/prompt';
import { loadFeature, readFeature, writeFeature } from '../text/features/store';

interface PromptAndFeature {
  readonly prompt: PromptTexts;
  readonly feature: TextFeature;
}

export interface RunText {
  readonly own: PromptAndFeature;
  readonly other: PromptAndFeature | null;
}

async function load(name: string, { text }: Experiment): Promise<PromptAndFeature> {
  const prompt = await readPromptTexts(name);
  return { prompt, feature: await loadFeature(prompt, text) };
}

/** Prompts and features of an experiment, or null where it has no text. Throws FileError when one is missing or stale. */
export async function loadText(experiment: Experiment): Promise<RunText | null> {
  const { injection, prompt, vector, otherPrompt } = experiment.text;
  if (injection === 'off') return null;
  if (prompt === null)
    throw new FileError('the experiment', 'text.prompt', 'no prompt is named.', 'Name a bundled one or a file.');
  if (vector === 'other' && otherPrompt === null)
    throw new FileError('the experiment', 'text.otherPrompt', 'no prompt is named.', 'Name the prompt of another organ.');
  return { own: await load(prompt, experiment), other: otherPrompt === null ? null : await load(otherPrompt, experiment) };
}

export function featuresOf(text: RunText | null): ExperimentFeatures | null {
  return text === null ? null : { prompt: text.own.feature, other: text.other?.feature ?? null };
}

const paths = (run: string, name: 'prompt' | 'other') => ({
  prompt: join(runPaths.text(run), `${name}.segprompt.md`),
  feature: join(runPaths.text(run), `${name}.feature.json`),
});

/** Writes the prompt files as they were and the features with their hashes into the run directory. Throws FileError. */
export async function saveText(run: string, text: RunText | null): Promise<void> {
  if (text === null) return;
  await mkdir(runPaths.text(run), { recursive: true });
  for (const [name, one] of [['prompt', text.own] as const, ['other', text.other] as const]) {
    if (one === null) continue;
    await writeFileAtomic(paths(run, name).prompt, one.prompt.source);
    await writeFeature(paths(run, name).feature, one.feature);
  }
}

/** The features that a run was trained with, from its directory. Throws FileError when one is missing or was changed. */
export async function loadRunText(run: string, { text }: Experiment): Promise<ExperimentFeatures | null> {
  if (text.injection === 'off') return null;
  const prompt = await readFeature(paths(run, 'prompt').feature);
  return { prompt, other: text.otherPrompt === null ? null : await readFeature(paths(run, 'other').feature) };
}
