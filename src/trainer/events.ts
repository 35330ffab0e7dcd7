import type { SegmentationMetrics } from '../core/metrics/segmentationMetrics';
import type { MetricName, Summary } from '../core/metrics/summary';
import type { TrainEvent } from '../core/training/loop';
import type { ActiveBackend } from '../tensor/registry';

export type ModelName = string;

/** Metrics of one label of one test case. */
export interface CaseMetrics extends SegmentationMetrics {
  readonly case: string;
  readonly label: number;
}

/** One line of metrics.jsonl for each model at each evaluation. */
export interface EvaluationRecord {
  readonly kind: 'evaluation';
  readonly iteration: number;
  /** 'selection-on-test': test cases, looked at during training to choose a checkpoint by. */
  readonly split: 'test' | 'validation' | 'selection-on-test';
  readonly model: ModelName;
  /** Unit of the distances. */
  readonly unit: 'voxel' | 'mm';
  /** true where only the largest piece of each class was kept. */
  readonly largestComponent?: boolean;
  readonly cases: readonly CaseMetrics[];
}

/** One line of metrics.jsonl for each iteration. */
export interface TrainRecord extends TrainEvent {
  /** Bytes: resident memory of the process, and what the native engine holds and has mapped. */
  readonly memory: { readonly rss: number; readonly native?: number; readonly nativeMapped?: number };
}

/** Metrics summarised over cases, by model in the order A, B, mean. */
export type Results = Readonly<Record<ModelName, Readonly<Record<MetricName, Summary>>>>;

/** What a training job tells while it works. */
export type TrainerEvent =
  /** The run directory exists; `iteration` are done already. */
  | { readonly kind: 'opened'; readonly run: string; readonly id: string; readonly iteration: number }
  | { readonly kind: 'phase'; readonly phase: 'loading' | 'training' | 'validating' | 'paused' | 'evaluating' }
  | { readonly kind: 'backend'; readonly backend: ActiveBackend }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'loaded'; readonly done: number; readonly total: number }
  | { readonly kind: 'trained'; readonly event: TrainRecord; readonly iterations: number }
  | { readonly kind: 'checkpoint'; readonly iteration: number; readonly best: boolean }
  | { readonly kind: 'validated'; readonly iteration: number; readonly score: number; readonly best: boolean }
  | { readonly kind: 'evaluated'; readonly case: string; readonly done: number; readonly total: number }
  | { readonly kind: 'finished'; readonly outcome: Outcome }
  /** In place of 'finished', before the job throws: `iteration` is the last that is saved. */
  | { readonly kind: 'failed'; readonly run: string; readonly iteration: number; readonly reason: string };

export interface Outcome {
  /** 'interrupted': it ended although nobody wanted it to, and can be resumed. */
  readonly state: 'done' | 'stopped' | 'interrupted';
  /** Absolute path of the run directory. */
  readonly run: string;
  /** Finished iterations. */
  readonly iteration: number;
  /** Absent when the run was stopped before its evaluation was complete. */
  readonly results?: Results;
  /** Path of the picture of test cases, if one was made. */
  readonly montage?: string;
  /** Sentences: why the results are no success, and what to do. */
  readonly diagnosis?: readonly string[];
}
