import type { Triple } from '../../volume/types';
import type { Experiment } from '../experiment';
import type { Json } from '../merge';

/** What is known of the data, by whoever has looked; checks that need more than is there stay silent. */
export interface DataFacts {
  /** Smallest extent x, y, z among the cases, in voxels. */
  readonly smallest?: Triple | undefined;
  /** Largest extent x, y, z. */
  readonly largest?: Triple | undefined;
  /** Cases on the training list, those held out included. */
  readonly trainingCases?: number | undefined;
  /** Validation cases, those held out not counted. */
  readonly validationCases?: number | undefined;
  /** Bytes of all training volumes as the loader holds them. */
  readonly volumeBytes?: number | undefined;
}

export interface MachineFacts {
  /** Bytes a process may use here. */
  readonly memoryBytes?: number | undefined;
}

export interface Facts {
  readonly data?: DataFacts | undefined;
  readonly machine?: MachineFacts | undefined;
  /** Path of the data folder or name of the prompt: what organ it may be is read from words. */
  readonly folder?: string | undefined;
}

export type Severity = 'error' | 'warning' | 'hint';

/** A change of settings that ends a finding: values by path. */
interface Remedy {
  readonly title: string;
  readonly set: readonly { readonly path: string; readonly value: Json }[];
}

export interface Finding {
  readonly severity: Severity;
  /** Setting it is about: 'method.unsupervised.t1'. */
  readonly path: string;
  /** A whole sentence or two: what, why it matters, what to do. */
  readonly message: string;
  readonly remedy?: Remedy | undefined;
}

/** One check of an experiment that has passed the schema. */
export interface Check {
  readonly id: string;
  readonly find: (experiment: Experiment, facts: Facts) => Finding | null;
}
