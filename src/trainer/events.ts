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
  readonly split: 'test';
  readonly model: ModelName;
  /** Unit of the distances. */
  readonly unit: 'voxel';
  readonly cases: readonly CaseMetrics[];
}

/** Metrics summarised over cases, by model in the order A, B, mean. */
export type Results = Readonly<Record<ModelName, Readonly<Record<MetricName, Summary>>>>;

/** What a training job tells while it works. */
export type TrainerEvent =
  | { readonly kind: 'phase'; readonly phase: 'loading' | 'training' | 'evaluating' }
  | { readonly kind: 'backend'; readonly backend: ActiveBackend }
  | { readonly kind: 'warning'; readonly message: string }
  | { readonly kind: 'loaded'; readonly done: number; readonly total: number }
  | { readonly kind: 'trained'; readonly event: TrainEvent; readonly iterations: number }
  | { readonly kind: 'checkpoint'; readonly iteration: number }
  | { readonly kind: 'evaluated'; readonly case: string; readonly done: number; readonly total: number }
  | { readonly kind: 'finished'; readonly outcome: Outcome };

export interface Outcome {
  readonly state: 'done' | 'stopped';
  /** Absolute path of the run directory. */
  readonly run: string;
  /** Finished iterations. */
  readonly iteration: number;
  /** Absent when the run was stopped before its evaluation was complete. */
  readonly results?: Results;
  /** Path of the picture of test cases, if one was made. */
  readonly montage?: string;
}
