import { totalmem } from 'node:os';
import { join } from 'node:path';
import { version } from '../../../package.json';
import type { Experiment } from '../../core/config/experiment';
import type { Json, JsonObject } from '../../core/config/merge';
import { merge } from '../../core/config/merge';
import type { PresetName } from '../../core/config/presets/registry';
import type { DataChoice } from '../../io/runData';
import { dataChoiceOf, dataFolder } from '../../io/runData';
import type { TrainingOptions } from '../../trainer/options';
import { defaultEvaluation } from '../../trainer/options';
import type { BackendFlags } from '../backendOptions';
import { UsageError } from '../exitCodes';
import type { ProgressForm } from '../report/listener';
import type { Assignment } from './assignments';
import { assignmentsInput } from './assignments';
import type { ExperimentFile } from './request';
import { requestExperiment } from './request';

export interface TrainFlags extends BackendFlags {
  readonly data?: string;
  readonly preset?: PresetName;
  readonly labelled?: number;
  readonly iterations?: number;
  readonly method?: Experiment['method']['kind'];
  readonly seed?: number;
  readonly out?: string;
  readonly testLimit?: number;
  readonly progress?: ProgressForm;
  readonly set?: readonly Assignment[];
}

/** Flags as settings; --set goes before them all. */
function optionsInput({
  labelled,
  iterations,
  method,
  seed,
  backend,
  precision,
  convolution = 'auto',
  threads,
  set = [],
}: TrainFlags): JsonObject {
  const run: [string, Json][] = Object.entries({ backend, precision, convolution, threads }).filter(
    ([, value]) => value !== 'auto',
  );
  const flags: JsonObject = {
    ...(seed === undefined ? {} : { seed }),
    ...(iterations === undefined ? {} : { iterations }),
    ...(method === undefined ? {} : { method: { kind: method } }),
    ...(labelled === undefined ? {} : { data: { labelled } }),
    ...(run.length === 0 ? {} : { run: Object.fromEntries(run) }),
  };
  return merge(flags, assignmentsInput(set));
}

function dataOf(experiment: Experiment, named: string | undefined, environment: NodeJS.ProcessEnv): DataChoice {
  const { name, data } = experiment;
  if (data.source.kind === 'phantom' && named !== undefined)
    throw new UsageError(`${name} trains on a phantom, which makes its own volumes: leave out --data or choose another preset.`);
  const choice = dataChoiceOf(experiment, { base: '.', environment, named });
  if (choice !== null) return choice;
  throw new UsageError(`${name} needs volumes: name their folder with data.source.path, --data or LLMSEGNET_DATA.`);
}

/** A name for the run directory that sorts by time and says what it was; names come from files and must not lead elsewhere. */
function defaultOut({ name, method }: Experiment): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const safe =
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[.-]+/, '')
      .slice(0, 60) || 'experiment';
  return join('runs', `${time}-${safe}-${method.kind}`);
}

/** What the command line asks for, as the trainer takes it, and what there is to warn of. Throws UsageError or FileError. */
export function trainingRequestOf(
  flags: TrainFlags,
  environment: NodeJS.ProcessEnv,
  file?: ExperimentFile,
): { readonly options: TrainingOptions; readonly warnings: readonly string[] } {
  const folder = dataFolder(null, { base: '.', environment, named: flags.data }) ?? undefined;
  const fallback = folder === undefined ? 'phantom' : 'hippocampus';
  const preset = flags.preset ?? (file === undefined ? fallback : undefined);
  const facts = { machine: { memoryBytes: totalmem() }, folder };
  const { experiment, origins, warnings } = requestExperiment(optionsInput(flags), { file, preset }, facts);
  const { backend, precision, convolution, threads, checkpointSeconds } = experiment.run;
  const options: TrainingOptions = {
    experiment,
    origins,
    ...(file === undefined ? {} : { files: { 'experiment.llmsegnet.json': file.text } }),
    data: dataOf(experiment, flags.data, environment),
    backend: { backend, precision, convolution, threads },
    evaluation: { ...defaultEvaluation(experiment), limit: flags.testLimit },
    out: flags.out ?? defaultOut(experiment),
    codeVersion: version,
    checkpointSeconds,
  };
  return { options, warnings };
}

export function trainingOptionsOf(flags: TrainFlags, environment: NodeJS.ProcessEnv, file?: ExperimentFile): TrainingOptions {
  return trainingRequestOf(flags, environment, file).options;
}
