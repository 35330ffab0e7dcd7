import { join } from 'node:path';
import { FileError } from '../fileError';
import { OWN_FILE, readTextFileIfAny } from '../textFile';
import { leaseState } from './lease';
import type { MetricsLog } from './metricsLog';
import type { RunRecord, RunState } from './record';
import { runRecord } from './record';

/** Names inside a run directory (ARCHITECTURE.md). */
export const runPaths = {
  record: (run: string): string => join(run, 'run.json'),
  /** The same, for the day that run.json is damaged. */
  recordCopy: (run: string): string => join(run, 'control', 'run.json'),
  /** sha256 of every volume that training saw. */
  data: (run: string): string => join(run, 'data.json'),
  metrics: (run: string): string => join(run, 'metrics.jsonl'),
  log: (run: string): string => join(run, 'run.log'),
  checkpoints: (run: string): string => join(run, 'checkpoints'),
  /** Who holds the run, and requests to the trainer. */
  control: (run: string): string => join(run, 'control'),
  /** The experiment as its author wrote it. */
  experiment: (run: string): string => join(run, 'experiment.llmsegnet.json'),
  /** Prompt, responses and feature vector that the run used. */
  text: (run: string): string => join(run, 'text'),
  /** What the text does to the predictions. */
  textEffect: (run: string): string => join(run, 'text', 'effect.json'),
  montage: (run: string): string => join(run, 'montage.png'),
  predictions: (run: string, iteration: number): string => join(run, 'predictions', String(iteration)),
  mask: (run: string, iteration: number, caseId: string, model: string): string =>
    join(run, 'predictions', String(iteration), `${caseId}.${model}.nii.gz`),
  /** A folder of their own, so that the masks' folder holds masks only. */
  probabilities: (run: string, iteration: number): string => join(run, 'predictions', String(iteration), 'probabilities'),
  /** Probability of one class, 0 to 1. */
  probability: (run: string, iteration: number, caseId: string, model: string, label: number): string =>
    join(run, 'predictions', String(iteration), 'probabilities', `${caseId}.${model}.${label}.nii.gz`),
} as const;

/** A run directory that this process writes. */
export interface RunDirectory {
  /** Absolute path. */
  readonly path: string;
  readonly metrics: MetricsLog;
  readonly record: RunRecord;
  /** Changes run.json, atomically; changes are applied in the order of the calls. */
  update(change: Partial<RunRecord>): Promise<void>;
  /** One line of run.log with the time in front. */
  log(line: string): Promise<void>;
  /** Lets go of the run. */
  close(): Promise<void>;
}

/** Reads run.json. Throws FileError when it is missing or not one of ours. */
export async function readRunRecord(run: string): Promise<RunRecord> {
  const record = await readRunRecordIfAny(run);
  if (record === null) throw new FileError(run, 'run.json', 'this is no run directory.', 'Name the folder of a run.');
  return record;
}

/** As readRunRecord; null where there is no run.json. */
export async function readRunRecordIfAny(run: string): Promise<RunRecord | null> {
  const path = runPaths.record(run);
  const text = await readTextFileIfAny(path, OWN_FILE);
  if (text === null) return null;
  try {
    return runRecord.parse(JSON.parse(text));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new FileError(path, 'content', `${problem.replace(/\s+/g, ' ')}.`, 'Was it written by another version of LLM-SegNet?', {
      cause: error,
    });
  }
}

/** The state as a reader must take it: a run whose process is gone was interrupted, whatever run.json says. */
export function effectiveState(record: RunRecord): RunState {
  const busy = record.state === 'running' || record.state === 'paused';
  return busy && record.lease !== null && leaseState(record.lease) === 'dead' ? 'interrupted' : record.state;
}
