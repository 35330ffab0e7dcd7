import { resolve } from 'node:path';
import { z } from 'zod';
import { parseExperiment } from '../core/config/experiment';
import { FileError } from '../io/fileError';
import type { RunRecord } from '../io/run/record';
import { runPaths } from '../io/run/runDirectory';
import type { TrainingOptions } from './options';

const triple = z.tuple([z.number().int().min(1), z.number().int().min(1), z.number().int().min(1)]);
const spacing = z.tuple([z.number().positive(), z.number().positive(), z.number().positive()]);

/** The part of the options that run.json keeps under `job`, so that a run can go on from its directory alone. */
const jobSchema = z.object({
  data: z.discriminatedUnion('kind', [
    z.object({
      kind: z.literal('folder'),
      folder: z.string(),
      labels: z.union([z.literal('binary'), z.record(z.string(), z.number())]),
    }),
    z.object({
      kind: z.literal('phantom'),
      phantom: z.object({ seed: z.number(), cases: z.number().int(), size: triple, spacing }),
      testCases: z.number().int(),
    }),
  ]),
  evaluation: z.object({
    stride: triple,
    batch: z.number().int().min(1),
    limit: z.number().int().min(1).optional(),
    largestComponent: z.boolean().optional(),
    unit: z.enum(['voxel', 'mm']).optional(),
    emptyDistances: z.enum(['none', 'zero']).optional(),
    saveProbabilities: z.boolean().optional(),
  }),
  validation: z.object({ every: z.number().int().min(0), selection: z.enum(['last', 'best', 'best-on-test']) }).optional(),
  checkpointSeconds: z.number().positive(),
});
type SavedOptions = Pick<TrainingOptions, 'data' | 'evaluation' | 'checkpointSeconds'>;

/** What run.json keeps of a job: a folder by its absolute path, because a run may be resumed from elsewhere. */
export function jobOf({ data, evaluation, checkpointSeconds }: TrainingOptions): SavedOptions {
  const absolute = data.kind === 'folder' ? { ...data, folder: resolve(data.folder) } : data;
  return { data: absolute, evaluation, checkpointSeconds };
}

/** The options a run was started with, from its run.json. Throws FileError when they are not all there. */
export function optionsOfRecord(run: string, record: RunRecord): Omit<TrainingOptions, 'backend'> {
  try {
    const job = jobSchema.parse(record.job);
    return { ...job, experiment: parseExperiment(record.experiment), out: run, codeVersion: record.codeVersion };
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new FileError(
      runPaths.record(run),
      'experiment',
      `the run cannot be resumed by this version: ${problem}.`,
      `Use version ${record.codeVersion}, with which it was started.`,
      { cause: error },
    );
  }
}
