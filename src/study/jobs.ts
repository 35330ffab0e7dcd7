/** jobs.jsonl: the runs of a study, one a line, each complete: whatever starts them needs neither the study file nor its base. */
import { mkdir } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { z } from 'zod';
import type { Experiment } from '../core/config/experiment';
import { experimentSchema } from '../core/config/experiment';
import { originsOf } from '../core/config/file/origins';
import type { JsonObject } from '../core/config/merge';
import { presets } from '../core/config/presets/registry';
import type { StudyRun } from '../core/study/expand';
import { writeFileAtomic } from '../io/atomic';
import { FileError } from '../io/fileError';
import { OWN_FILE, readTextFile } from '../io/textFile';

const line = z.strictObject({
  version: z.literal(1),
  study: z.string(),
  id: z.string().regex(/^[^/\\]+$/),
  key: z.string().regex(/^[0-9a-f]{64}$/),
  values: z.record(z.string(), z.string()),
  /** Run directory, relative to the file. */
  out: z.string().min(1),
  experiment: z.unknown(),
  origins: z.record(z.string(), z.unknown()),
  /** Test on the first so many test cases only. */
  testLimit: z.int().min(1).optional(),
});

/** A run to be made, wherever that happens. */
export interface StudyJob {
  readonly study: string;
  readonly id: string;
  readonly key: string;
  readonly values: Readonly<Record<string, string>>;
  /** Absolute path of the run directory. */
  readonly out: string;
  readonly experiment: Experiment;
  readonly origins: Readonly<Record<string, unknown>>;
  readonly testLimit?: number | undefined;
}

function originsOfRun({ experiment, input, preset }: StudyRun): Readonly<Record<string, unknown>> {
  return originsOf(experiment, [
    { from: 'written', input: { ...input, name: experiment.name } },
    { from: 'preset', input: (preset === null ? {} : presets[preset]) as JsonObject },
  ]);
}

export function jobOfRun(study: string, run: StudyRun, out: string): StudyJob {
  const { id, key, values, experiment } = run;
  return { study, id, key, values, out, experiment, origins: originsOfRun(run) };
}

/** Writes jobs.jsonl, making its folder. Throws FileError. */
export async function writeJobs(file: string, jobs: readonly StudyJob[]): Promise<void> {
  const folder = dirname(resolve(file));
  await mkdir(folder, { recursive: true });
  const lines = jobs.map(({ out, ...job }) =>
    JSON.stringify({ version: 1, ...job, out: relative(folder, out).replaceAll('\\', '/') }),
  );
  await writeFileAtomic(file, `${lines.join('\n')}\n`);
}

/** The job of an index from 0, as Slurm counts an array's tasks. Throws FileError. */
export async function readJob(file: string, index: number): Promise<StudyJob> {
  const path = resolve(file);
  const lines = (await readTextFile(path, OWN_FILE)).split('\n').filter((content) => content.trim() !== '');
  const content = lines[index];
  if (content === undefined)
    throw new FileError(path, `job ${index}`, `the file has ${lines.length} jobs, counted from 0.`, 'Name one of them.');
  return jobOfLine(path, content, index + 1);
}

function jobOfLine(path: string, content: string, number: number): StudyJob {
  try {
    const { version: _version, out, experiment, ...job } = line.parse(JSON.parse(content));
    return { ...job, experiment: experimentSchema.parse(experiment), out: resolve(dirname(path), out) };
  } catch (error) {
    const problem = error instanceof Error ? error.message.replace(/\s+/g, ' ') : String(error);
    throw new FileError(path, `line ${number}`, `${problem}.`, 'Write the file again: llm-segnet study plan FILE --write.', {
      cause: error,
    });
  }
}

/** Where the jobs of a study run here. */
export function jobsFile(runs: string): string {
  return join(runs, 'jobs.jsonl');
}
