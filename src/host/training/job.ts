import type { TrainerJob } from '../../protocol/trainer';

/** A job as a command asks for it. */
export interface QueuedJob {
  readonly title: string;
  readonly job: TrainerJob;
  /** Folder the process starts in. */
  readonly cwd: string;
}

/** How a job ended, in words for its user. */
export interface JobEnd {
  readonly title: string;
  readonly state: 'done' | 'stopped' | 'interrupted' | 'failed';
  readonly run?: string;
  readonly cause?: string;
  readonly fix?: string;
  /** Why the results are no success, and what to do. */
  readonly diagnosis?: readonly string[];
  readonly results?: Readonly<Record<string, unknown>>;
}
