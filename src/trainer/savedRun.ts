import { resolve } from 'node:path';
import { z } from 'zod';
import type { Experiment } from '../core/config/experiment';
import { parseExperiment } from '../core/config/experiment';
import type { Learner } from '../core/methods/types';
import type { TextFeature } from '../core/text/feature';
import { createLearner } from '../core/training/learner';
import type { TextChange } from '../core/training/text';
import { textInjectionOf } from '../core/training/text';
import { FileError } from '../io/fileError';
import type { CheckpointManifest } from '../io/run/checkpoints';
import { listCheckpoints, loadCheckpoint, readBest } from '../io/run/checkpoints';
import type { RunRecord } from '../io/run/record';
import { effectiveState, readRunRecord, runPaths } from '../io/run/runDirectory';
import type { DataChoice } from '../io/runData';
import { restoreTensors } from './modelTensors';
import type { EvaluationOptions } from './options';
import { defaultEvaluation } from './options';
import { loadRunText } from './text';

/** Which checkpoint of a run: the newest, the best on validation cases, or the one after so many iterations. */
export type CheckpointChoice = 'last' | 'best' | number;

/** What a run directory says of the run that made it. */
export interface SavedRun {
  /** Absolute path. */
  readonly path: string;
  readonly record: RunRecord;
  readonly experiment: Experiment;
  readonly data: DataChoice;
  /** The test cases that the run set apart when it began, whatever the lists on disk say by now. */
  readonly testCases: readonly string[];
  /** The same of the validation cases; null in runs of versions that did not record them. */
  readonly validationCases: readonly string[] | null;
  readonly evaluation: EvaluationOptions;
}

const triple = z.tuple([z.int().min(1), z.int().min(1), z.int().min(1)]);
const storedEvaluation = z.looseObject({ stride: triple.nullish(), batch: z.int().min(1).nullish() });

/** The schema may know less or more than the version that wrote the run: `evaluation` also holds what that version resolved. */
function experimentOf(path: string, stored: unknown): Pick<SavedRun, 'experiment' | 'evaluation'> {
  try {
    const { evaluation, ...rest } = z.looseObject({ evaluation: storedEvaluation.optional() }).parse(stored);
    const { limit: _limit, ...settings } = evaluation ?? {};
    const experiment = parseExperiment({ ...rest, evaluation: settings });
    return { experiment, evaluation: defaultEvaluation(experiment) };
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    const fix = 'Was the run made by another version of LLM-SegNet?';
    throw new FileError(runPaths.record(path), 'experiment', `${problem}.`, fix, { cause: error });
  }
}

const names = z.array(z.string().min(1)).min(1);
const storedData = z.looseObject({ testCases: names, validationCases: z.array(z.string().min(1)).optional() });

/**
 * The choice of data as newRunRecord wrote it, and the cases it set apart. The names of the test cases stand where the choice of a phantom
 * has their number, which is put back: cases taken for test cases that were trained on would give false numbers.
 */
function dataOf(path: string, { data }: RunRecord): Pick<SavedRun, 'data' | 'testCases' | 'validationCases'> {
  const problem = (field: string, what: string): FileError =>
    new FileError(runPaths.record(path), `data.${field}`, what, 'Use the version of LLM-SegNet that made the run.');
  const stored = storedData.safeParse(data);
  if (!stored.success) throw problem('testCases', 'the names of the test cases are missing.');
  const { testCases, validationCases = null } = stored.data;
  const cases = { testCases, validationCases };
  if (data['kind'] === 'phantom') return { data: { ...data, testCases: testCases.length } as unknown as DataChoice, ...cases };
  if (data['kind'] === 'folder') return { data: data as unknown as DataChoice, ...cases };
  throw problem('kind', `${String(data['kind'])} is unknown.`);
}

/** Reads what a run was. Throws FileError. */
export async function openSavedRun(run: string): Promise<SavedRun> {
  const path = resolve(run);
  const record = await readRunRecord(path);
  return { path, record, ...dataOf(path, record), ...experimentOf(path, record.experiment) };
}

async function manifestOf(run: SavedRun, choice: CheckpointChoice): Promise<CheckpointManifest> {
  const folder = runPaths.checkpoints(run.path);
  const manifests = await listCheckpoints(folder);
  const wanted = choice === 'best' ? (await readBest(folder))?.iteration : choice;
  const found = wanted === 'last' ? manifests[0] : manifests.find(({ iteration }) => iteration === wanted);
  if (found) return found;
  const there = manifests.length === 0 ? 'none' : manifests.map(({ iteration }) => iteration).join(', ');
  const problem = choice === 'best' ? 'no checkpoint is marked as the best' : `there is no checkpoint ${choice}`;
  throw new FileError(folder, 'checkpoint', `${problem}; there are: ${there}.`, 'Choose one of these with --checkpoint.');
}

/** Throws FileError while a process writes the run. */
export function requireIdle({ path, record }: SavedRun): void {
  const state = effectiveState(record);
  if (state === 'running' || state === 'paused')
    throw new FileError(path, 'run.json', `the run is ${state}.`, 'Wait until it is done, or stop it.');
}

/** What to test the models with in place of the text that they were trained with. */
export interface TextSwap extends TextChange {
  /** For vector 'other', where the run has none of its own. */
  readonly other?: TextFeature | undefined;
}

/** Calls `work` with the method's models as a checkpoint holds them; they are gone afterwards. Throws FileError. */
export async function withSavedModels<T>(
  run: SavedRun,
  choice: CheckpointChoice,
  work: (learner: Learner, iteration: number) => Promise<T>,
  { other, ...change }: TextSwap = {},
): Promise<T> {
  const manifest = await manifestOf(run, choice);
  const { tensors, iteration } = await loadCheckpoint(runPaths.checkpoints(run.path), manifest);
  const own = await loadRunText(run.path, run.experiment);
  const text = own === null || other === undefined ? own : { ...own, other };
  const learner = createLearner(run.experiment, textInjectionOf(run.experiment, text, change));
  try {
    restoreTensors(learner, tensors);
    return await work(learner, iteration);
  } finally {
    learner.dispose();
  }
}
