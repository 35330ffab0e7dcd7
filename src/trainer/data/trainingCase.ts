import type { Case } from '../../core/volume/types';
import type { DatasetContents } from '../../io/dataset';
import { FileError } from '../../io/fileError';
import type { LabelRule } from '../../io/labelRule';
import { loadCase } from '../../io/loadCase';
import type { SourceSettings } from './prepared';
import { DEFAULT_PREPARATION, needsOf, preparedTraining } from './prepared';

/** Everything that reading a training case depends on; plain data, so that a thread can be given it. */
export interface ReadingTask {
  readonly dataset: DatasetContents;
  readonly labels: LabelRule;
  /** The schema's defaults without it. */
  readonly settings?: SourceSettings | undefined;
}

/** A training case and what there is to warn of, in whole sentences. */
export interface TrainingCase {
  readonly case: Case;
  readonly warnings: readonly string[];
}

/** A case that is used as unlabelled, with its label where it has a readable one: what an analysis or a crop wants must not stop a training. */
async function withLabelIfAny({ dataset, labels, settings }: ReadingTask, id: string): Promise<Case> {
  const needs = settings && needsOf(settings);
  if (dataset.cases.get(id)?.label !== undefined) {
    try {
      return (await loadCase(dataset, id, { label: true, labels, needs })).case;
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
    }
  }
  return (await loadCase(dataset, id, { label: false, labels, needs })).case;
}

/** Reads and prepares one training case; labels of unlabelled cases are looked at only where settings say so. Throws FileError. */
export async function readTrainingCase(task: ReadingTask, id: string, labelled: boolean): Promise<TrainingCase> {
  const { dataset, labels, settings } = task;
  const hidden = settings?.evaluation.hiddenLabels ?? false;
  const looksAtLabel = hidden || settings?.preprocessing.crop === 'label';
  const one =
    looksAtLabel && !labelled
      ? await withLabelIfAny(task, id)
      : (await loadCase(dataset, id, { label: labelled, labels, needs: settings && needsOf(settings) })).case;
  const warnings: string[] = [];
  const prepared = preparedTraining(one, { labelled, hidden }, settings ?? DEFAULT_PREPARATION, (message) =>
    warnings.push(message),
  );
  return { case: prepared, warnings };
}
