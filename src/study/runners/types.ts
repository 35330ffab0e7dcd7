import type { StudyJob } from '../jobs';
import type { LoadedStudy } from '../load';

/** What is left of a study, for whatever makes it. */
export interface Work {
  readonly loaded: LoadedStudy;
  /** In the order in which they should run. */
  readonly jobs: readonly StudyJob[];
  /** Bytes that the largest run takes, where that was measured. */
  readonly peakBytes: number | null;
}

/** The files that a runner wrote, and what to do with them, as whole lines. */
export interface Written {
  readonly folder: string;
  readonly lines: readonly string[];
  /** What hands the work over, program first; only ever on request. */
  readonly submit: readonly string[] | null;
}

/** Somebody else's engine: it is given jobs.jsonl and starts `llm-segnet study job` for each line. */
export interface Runner {
  readonly id: 'commands' | 'slurm' | 'hq';
  readonly description: string;
  write(work: Work): Promise<Written>;
}
