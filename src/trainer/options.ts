import type { Experiment } from '../core/config/experiment';
import type { Origins } from '../core/config/file/types';
import * as declared from '../core/declaration/declaration';
import { declarationOf } from '../core/methods/registry';
import type { Triple } from '../core/volume/types';
import type { FileContent } from '../io/atomic';
import type { DataChoice } from '../io/runData';
import type { BackendOptions } from '../tensor/registry';

export interface EvaluationOptions {
  /** Step between windows x, y, z. */
  readonly stride: Triple;
  /** Windows a forward pass. */
  readonly batch: number;
  /** Only the first so many test cases; all without it. */
  readonly limit?: number | undefined;
  /** Keep only the largest 26-connected piece of each class. */
  readonly largestComponent?: boolean | undefined;
  /** Unit of the distances; voxels without it. */
  readonly unit?: 'voxel' | 'mm' | undefined;
  /** Distances where one mask is empty: null, or 0 as older code has it. */
  readonly emptyDistances?: 'none' | 'zero' | undefined;
  /** Keep each model's probabilities beside its masks. */
  readonly saveProbabilities?: boolean | undefined;
}

/** One training job, whoever starts it: the command line, or the extension through a child process. */
export interface TrainingOptions {
  readonly experiment: Experiment;
  /** Where each value of the experiment comes from, for run.json. */
  readonly origins?: Origins | undefined;
  readonly data: DataChoice;
  readonly backend: BackendOptions;
  readonly evaluation: EvaluationOptions;
  /** The run directory to make. */
  readonly out: string;
  readonly codeVersion: string;
  /** Seconds of training between two checkpoints. */
  readonly checkpointSeconds: number;
  /** Files to keep in the run directory beside what training writes, by their names there: the experiment as written, text. */
  readonly files?: Readonly<Record<string, FileContent>> | undefined;
  /** Aborting it stops the run after the iteration or window at hand: a checkpoint, state 'stopped'. */
  readonly signal?: AbortSignal | undefined;
}

/** As the experiment says; else windows overlap by half, and come in batches as large as a training batch, for which the engine is warm. */
export function defaultEvaluation({ patch, batch, evaluation }: Experiment): EvaluationOptions {
  const half = (extent: number): number => Math.max(1, Math.floor(extent / 2));
  return {
    stride: evaluation.stride ?? [half(patch[0]), half(patch[1]), half(patch[2])],
    batch: evaluation.batch ?? batch.labelled + batch.unlabelled,
    largestComponent: evaluation.largestComponent,
    unit: evaluation.unit,
    emptyDistances: evaluation.emptyDistances,
    saveProbabilities: evaluation.saveProbabilities,
  };
}

/** Whether the method looks at unlabelled cases at all; if not, they need not be read. */
export function usesUnlabelled(experiment: Experiment): boolean {
  return declared.usesUnlabelled(declarationOf(experiment));
}
