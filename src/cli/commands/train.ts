import type { Command } from 'commander';
import { Option } from 'commander';
import { presetNames } from '../../core/config/presets/registry';
import { methods } from '../../core/methods/registry';
import { counted } from '../../core/wording';
import { readExperimentFile } from '../../io/experimentFile';
import type { TrainingOptions } from '../../trainer/options';
import { startTraining } from '../../trainer/training/start';
import { nonNegativeInteger, positiveInteger } from '../arguments';
import { addBackendOptions } from '../backendOptions';
import type { Assignment } from '../experiment/assignments';
import { parseAssignment } from '../experiment/assignments';
import type { TrainFlags } from '../experiment/trainingOptions';
import { trainingRequestOf } from '../experiment/trainingOptions';
import { createListener } from '../report/listener';
import { withStopSignals } from '../stopSignals';

function describe({ experiment, data }: TrainingOptions): string {
  const where = data.kind === 'folder' ? data.folder : 'a phantom cohort made here (name your own volumes with --data FOLDER)';
  return `${experiment.method.kind}, ${counted(experiment.data.labelled, 'labelled case')}, ${counted(experiment.iterations, 'iteration')}, on ${where}`;
}

async function train(path: string | undefined, flags: TrainFlags): Promise<void> {
  const file = path === undefined ? undefined : { path, text: await readExperimentFile(path) };
  const { options, warnings } = trainingRequestOf(flags, process.env, file);
  const { onEvent, say } = createListener(flags.progress ?? 'human');
  say(describe(options));
  for (const warning of warnings) say(`Warning: ${warning}`);
  const { value: outcome, request } = await withStopSignals(
    (signal) => startTraining({ ...options, signal }, onEvent),
    () => say('Stopping; what is done so far is being saved. Press Ctrl-C again to end at once.'),
  );
  if (outcome.state !== 'done' && request !== null) process.exitCode = request.exitCode;
}

/** `llm-segnet train` */
export function registerTrain(program: Command): void {
  const command = program
    .command('train')
    .description('Train, test and write masks: models A and B by co-training, or one model by its labels alone')
    .argument('[file]', 'experiment file (.llmsegnet.json); options go before what it says')
    .option(
      '--data <folder>',
      'volumes: imagesTr, labelsTr, splits/train.txt and splits/test.txt (or LLMSEGNET_DATA); a phantom without',
    )
    .addOption(
      new Option('--preset <name>', 'settings to start from (default: hippocampus with --data, else phantom)').choices(
        presetNames,
      ),
    )
    .option(
      '--set <path=value>',
      'any setting of the experiment, repeatable: --set noise.amplitude=0.1 (llm-segnet settings lists them)',
      (text: string, all: Assignment[] = []) => [...all, parseAssignment(text)],
    )
    .option('--labelled <count>', 'use the labels of the first so many training cases', positiveInteger)
    .option('--iterations <count>', 'training iterations', positiveInteger)
    .addOption(new Option('--method <name>', 'how to train (default: llm-segnet)').choices(methods.map(({ id }) => id)))
    .option('--seed <number>', 'decides every random number', nonNegativeInteger)
    .option('--out <folder>', 'run directory to make (default: a new folder in runs)')
    .option('--test-limit <count>', 'test on the first so many test cases only', positiveInteger)
    .addOption(new Option('--progress <form>', 'how to tell').choices(['human', 'ndjson']).default('human'));
  addBackendOptions(command).action(async (path: string | undefined, flags: TrainFlags) => {
    await train(path, flags);
  });
}
