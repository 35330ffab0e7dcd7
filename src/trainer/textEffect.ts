import { mkdir } from 'node:fs/promises';
import { basename } from 'node:path';
import { declarationOf } from '../core/methods/registry';
import type { Learner } from '../core/methods/types';
import { writeFileAtomic } from '../io/atomic';
import { FileError } from '../io/fileError';
import { runPaths } from '../io/run/runDirectory';
import { PROMPT_SUFFIX } from '../text/features/prompt';
import { openSource } from './data/open';
import type { DataSource } from './data/types';
import { casesOf, evaluate } from './evaluate';
import type { ModelName } from './events';
import type { CheckpointChoice, SavedRun } from './savedRun';
import { requireIdle, withSavedModels } from './savedRun';
import { loadRunText } from './text';
import type { TextVariant } from './textVariants';
import { bundledOther, textVariants } from './textVariants';

/** One test case by one model with one text. */
interface CaseEffect {
  readonly case: string;
  readonly model: ModelName;
  readonly text: string;
  /** Mean over the labels. */
  readonly dice: number;
  /** Share 0..1 of the volume's voxels whose label is another one than with the text as trained. */
  readonly changed: number;
}

/** Means over the test cases. */
export type EffectRow = Omit<CaseEffect, 'case'>;

/** text/effect.json. */
export interface TextEffect {
  readonly schemaVersion: 1;
  readonly iteration: number;
  readonly injection: string;
  readonly vector: string;
  readonly beta: number;
  /** Of the method's headline predictor, one a text: what a view shows. */
  readonly rows: readonly EffectRow[];
  /** Every text by every model. */
  readonly models: readonly EffectRow[];
  readonly cases: readonly CaseEffect[];
}

export interface TextEffectOptions {
  readonly checkpoint: CheckpointChoice;
  /** Only the first so many test cases. */
  readonly limit?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((text: string, id: string, done: number, total: number) => void) | undefined;
}

/** Labels with the text as trained, by case and model. */
type Trained = Map<string, Uint8Array>;

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Share 0..1 of the voxels whose labels differ. */
export function changedShare(labels: Uint8Array, before: Uint8Array): number {
  let changed = 0;
  for (let voxel = 0; voxel < labels.length; voxel++) if (labels[voxel] !== before[voxel]) changed++;
  return changed / labels.length;
}

interface Work {
  readonly run: SavedRun;
  readonly source: DataSource;
  readonly options: TextEffectOptions;
  readonly trained: Trained;
  readonly onCase: (text: string, id: string) => void;
}

/** All cases with one text; the first call's labels are kept for the others to be compared with. */
async function measure(work: Work, { text, swap }: TextVariant, checkpoint: CheckpointChoice) {
  const { run, source, options, trained, onCase } = work;
  const { patch, data } = run.experiment;
  const effects: CaseEffect[] = [];
  const testing = async (learner: Learner, iteration: number): Promise<number> => {
    const { limit, signal } = options;
    const settings = { ...run.evaluation, limit, signal, cases: run.testCases };
    for await (const { test, labels, metrics } of evaluate({ ...settings, learner, source, patch, classes: data.classes })) {
      const { id } = test.case;
      for (const [model, mask] of labels) {
        const key = JSON.stringify([id, model]);
        const before = trained.get(key) ?? mask;
        trained.set(key, before);
        const dice = mean((metrics.get(model) ?? []).map((one) => one.dice));
        effects.push({ case: id, model, text, dice, changed: changedShare(mask, before) });
      }
      onCase(text, id);
    }
    return iteration;
  };
  const iteration = await withSavedModels(run, checkpoint, testing, swap);
  return { iteration, effects };
}

function meansOf(cases: readonly CaseEffect[]): EffectRow[] {
  const groups = new Map<string, CaseEffect[]>();
  for (const one of cases) {
    const key = JSON.stringify([one.text, one.model]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) =>
    group.slice(0, 1).map(({ text, model }) => ({
      text,
      model,
      dice: mean(group.map(({ dice }) => dice)),
      changed: mean(group.map(({ changed }) => changed)),
    })),
  );
}

async function variantsOf(run: SavedRun): Promise<readonly TextVariant[]> {
  const { experiment, path } = run;
  const features = await loadRunText(path, experiment);
  if (features === null) {
    const fix = "Train one with text.injection other than 'off'.";
    throw new FileError(runPaths.record(path), 'text.injection', 'the run has no text.', fix);
  }
  const { otherPrompt } = experiment.text;
  const own = features.other === null ? null : { name: basename(otherPrompt ?? 'other', PROMPT_SUFFIX), feature: features.other };
  return textVariants(experiment, own ?? (await bundledOther(features.prompt, experiment)));
}

/**
 * Tests a run's models with their text, without it, and with other vectors in its place; leaves text/effect.json in the run. The backend
 * must have been selected. An aborted signal throws its reason, and nothing is written. Throws FileError, also where the run has no text.
 */
export async function textEffect(run: SavedRun, options: TextEffectOptions): Promise<TextEffect> {
  requireIdle(run);
  const variants = await variantsOf(run);
  const source = await openSource(run.data, run.experiment);
  const total = variants.length * casesOf({ source, cases: run.testCases, limit: options.limit }).length;
  let done = 0;
  const onCase = (text: string, id: string): void => options.onProgress?.(text, id, ++done, total);
  const work: Work = { run, source, options, trained: new Map(), onCase };
  const cases: CaseEffect[] = [];
  let checkpoint = options.checkpoint;
  let iteration = 0;
  for (const variant of variants) {
    const measured = await measure(work, variant, checkpoint);
    cases.push(...measured.effects);
    iteration = measured.iteration;
    // The others are to be tested with the very same weights.
    checkpoint = iteration;
  }
  const models = meansOf(cases);
  const { injection, vector, beta } = run.experiment.text;
  const { headline } = declarationOf(run.experiment);
  const rows = models.filter(({ model }) => model === headline);
  const effect: TextEffect = { schemaVersion: 1, iteration, injection, vector, beta, rows, models, cases };
  await mkdir(runPaths.text(run.path), { recursive: true });
  await writeFileAtomic(runPaths.textEffect(run.path), `${JSON.stringify(effect, null, 2)}\n`);
  return effect;
}
