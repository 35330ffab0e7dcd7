import { join } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { version } from '../../../package.json';
import type { Experiment } from '../../core/config/experiment';
import { parseExperiment } from '../../core/config/experiment';
import type { PresetName } from '../../core/config/presets/registry';
import { presetNames, presets } from '../../core/config/presets/registry';
import { requireSupported } from '../../core/config/supported';
import { methods } from '../../core/methods/registry';
import { DEFAULT_PHANTOM } from '../../core/phantom/phantom';
import type { DataChoice, TrainingOptions } from '../../trainer/options';
import { defaultEvaluation } from '../../trainer/options';
import { runTraining } from '../../trainer/runTraining';
import { nonNegativeInteger, positiveInteger } from '../arguments';
import type { BackendFlags } from '../backendOptions';
import { addBackendOptions, backendOptionsOf } from '../backendOptions';
import { UsageError } from '../exitCodes';
import type { ProgressForm } from '../report/listener';
import { createListener } from '../report/listener';
import { withStopSignals } from '../stopSignals';

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
}

const PHANTOM_TEST_CASES = 6;
const CHECKPOINT_SECONDS = 120;

/** The folder that was named: by the option, or by LLMSEGNET_DATA, which the phantom preset leaves aside. */
function dataFolder(flags: TrainFlags, environment: NodeJS.ProcessEnv): string | undefined {
  if (flags.preset !== 'phantom') return flags.data ?? (environment['LLMSEGNET_DATA'] || undefined);
  if (flags.data !== undefined)
    throw new UsageError('The phantom preset makes its own volumes: leave out --data or choose another --preset.');
  return undefined;
}

function dataChoice(folder: string | undefined, preset: PresetName, seed: number): DataChoice {
  if (folder !== undefined) return { kind: 'folder', folder, labels: 'binary' };
  if (preset !== 'phantom')
    throw new UsageError(`The preset ${preset} needs volumes: name their folder with --data or LLMSEGNET_DATA.`);
  return { kind: 'phantom', phantom: { ...DEFAULT_PHANTOM, seed }, testCases: PHANTOM_TEST_CASES };
}

/** A name for the run directory that sorts by time and says what it was. */
function defaultOut({ name, method }: Experiment): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  return join('runs', `${time}-${name}-${method.kind}`);
}

/** What the command line asks for, as the trainer takes it. Throws UsageError, or the schema's error. */
export function trainingOptionsOf(flags: TrainFlags, environment: NodeJS.ProcessEnv): TrainingOptions {
  const folder = dataFolder(flags, environment);
  const preset = flags.preset ?? (folder === undefined ? 'phantom' : 'hippocampus');
  const experiment = parseExperiment({
    ...presets[preset],
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.iterations === undefined ? {} : { iterations: flags.iterations }),
    ...(flags.method === undefined ? {} : { method: { kind: flags.method } }),
    ...(flags.labelled === undefined ? {} : { data: { labelled: flags.labelled } }),
  });
  requireSupported(experiment);
  return {
    experiment,
    data: dataChoice(folder, preset, experiment.seed),
    backend: backendOptionsOf(flags),
    evaluation: { ...defaultEvaluation(experiment), limit: flags.testLimit },
    out: flags.out ?? defaultOut(experiment),
    codeVersion: version,
    checkpointSeconds: CHECKPOINT_SECONDS,
  };
}

function describe({ experiment, data }: TrainingOptions): string {
  const where = data.kind === 'folder' ? data.folder : 'a phantom cohort made here (name your own volumes with --data FOLDER)';
  return `${experiment.method.kind}, ${experiment.data.labelled} labelled cases, ${experiment.iterations} iterations, on ${where}`;
}

async function train(flags: TrainFlags): Promise<void> {
  const options = trainingOptionsOf(flags, process.env);
  const { onEvent, say } = createListener(flags.progress ?? 'human');
  say(describe(options));
  const { value: outcome, request } = await withStopSignals(
    (signal) => runTraining({ ...options, signal }, onEvent),
    () => say('Stopping; what is done so far is being saved. Press Ctrl-C again to end at once.'),
  );
  if (outcome.state !== 'done' && request !== null) process.exitCode = request.exitCode;
}

/** `llm-segnet train` */
export function registerTrain(program: Command): void {
  const command = program
    .command('train')
    .description('Train, test and write masks: models A and B by co-training, or one model by its labels alone')
    .option(
      '--data <folder>',
      'volumes: imagesTr, labelsTr, splits/train.txt and splits/test.txt (or LLMSEGNET_DATA); a phantom without',
    )
    .addOption(
      new Option('--preset <name>', 'settings to start from (default: hippocampus with --data, else phantom)').choices(
        presetNames,
      ),
    )
    .option('--labelled <count>', 'use the labels of the first so many training cases', positiveInteger)
    .option('--iterations <count>', 'training iterations', positiveInteger)
    .addOption(new Option('--method <name>', 'how to train (default: llm-segnet)').choices(methods.map(({ id }) => id)))
    .option('--seed <number>', 'decides every random number', nonNegativeInteger)
    .option('--out <folder>', 'run directory to make (default: a new folder in runs)')
    .option('--test-limit <count>', 'test on the first so many test cases only', positiveInteger)
    .addOption(new Option('--progress <form>', 'how to tell').choices(['human', 'ndjson']).default('human'));
  addBackendOptions(command).action(async (flags: TrainFlags) => {
    await train(flags);
  });
}
