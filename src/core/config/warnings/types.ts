import type { Triple } from '../../volume/types';
import type { Experiment } from '../experiment';
import type { Finding } from './finding';

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

/** One check of an experiment that has passed the schema. */
export interface Check {
  readonly id: string;
  readonly find: (experiment: Experiment, facts: Facts) => Finding | null;
}
