import { dirname, join, resolve } from 'node:path';
import type { Experiment } from '../../core/config/experiment';
import { experimentSchema } from '../../core/config/experiment';
import { parseExperimentText } from '../../core/config/file/parse';
import type { Origins } from '../../core/config/file/types';
import type { JsonObject } from '../../core/config/merge';
import { withAbsolutePaths } from '../../io/absolutePaths';
import { readExperimentFile } from '../../io/experimentFile';
import { FileError } from '../../io/fileError';
import type { DataChoice } from '../../io/runData';
import { dataChoiceOf } from '../../io/runData';
import type { TrainerJob } from '../../protocol/trainer';
import type { BackendOptions } from '../../tensor/registry';
import type { TrainingOptions } from '../options';
import { defaultEvaluation } from '../options';

type TrainJob = Extract<TrainerJob, { task: 'train' }>;

/** An experiment and the folder that its relative paths start from. */
interface Placed {
  readonly experiment: Experiment;
  readonly origins: Origins;
  readonly base: string;
  /** The text of the file, to be kept with the run. */
  readonly text: string | null;
}

/** Preset and defaults filled in; the first error is told with its line. */
function experimentOf(file: string, text: string, base: string): Pick<Placed, 'experiment' | 'origins'> {
  const { experiment, origins, problems } = parseExperimentText(text);
  const first = problems.find(({ severity }) => severity === 'error');
  if (first !== undefined || experiment === null) {
    const { line = 1, path = '', message = 'it is no experiment.' } = first ?? {};
    throw new FileError(file, path === '' ? `line ${line}` : `line ${line}, ${path}`, message, 'Correct it.');
  }
  return { experiment: experimentSchema.parse(withAbsolutePaths(experiment as unknown as JsonObject, base)), origins };
}

async function placedExperiment({ experiment, base }: TrainJob): Promise<Placed> {
  if (!('file' in experiment) || typeof experiment.file !== 'string') {
    const text = JSON.stringify(experiment['values'], null, 2) ?? '';
    const folder = resolve(base ?? '.');
    return { ...experimentOf('(experiment)', text, folder), base: folder, text: null };
  }
  const { file } = experiment;
  const text = await readExperimentFile(file);
  const folder = dirname(resolve(file));
  return { ...experimentOf(file, text, folder), base: folder, text };
}

export function dataOf(experiment: Experiment, base: string): DataChoice {
  const choice = dataChoiceOf(experiment, { base, environment: process.env });
  if (choice !== null) return choice;
  throw new FileError('(experiment)', 'data.source.path', 'no folder of volumes is named.', 'Name it, or set LLMSEGNET_DATA.');
}

/** What the job leaves to the experiment comes from there. */
function backendOf({ run }: Experiment, job: BackendOptions): BackendOptions {
  return {
    backend: job.backend ?? run.backend,
    precision: job.precision ?? run.precision,
    convolution: job.convolution ?? run.convolution,
    threads: job.threads ?? run.threads,
  };
}

function defaultOut(base: string, { name, method }: Experiment): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return join(base, 'runs', `${time}-${name.replace(/[^\p{L}\p{N}._-]+/gu, '-')}-${method.kind}`);
}

/** What the trainer does for a job that a host sent. Throws FileError that names file and field. */
export async function optionsOfJob(job: TrainJob, codeVersion: string): Promise<TrainingOptions> {
  const { experiment, origins, base, text } = await placedExperiment(job);
  const { backend, precision, threads } = job;
  return {
    experiment,
    origins,
    data: dataOf(experiment, base),
    backend: backendOf(experiment, {
      ...(backend === undefined ? {} : { backend }),
      ...(precision === undefined ? {} : { precision }),
      ...(threads === undefined ? {} : { threads }),
    }),
    evaluation: { ...defaultEvaluation(experiment), limit: job.testLimit },
    out: job.out === undefined ? defaultOut(base, experiment) : resolve(base, job.out),
    codeVersion,
    checkpointSeconds: experiment.run.checkpointSeconds,
    files: text === null ? undefined : { 'experiment.llmsegnet.json': text },
  };
}
