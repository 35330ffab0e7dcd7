import type { Command } from 'commander';
import { printable } from '../../io/fileError';
import { formats } from '../../io/formats/registry';
import { selectBackend } from '../../tensor/select';
import { predictVolumes } from '../../trainer/predict';
import type { CheckpointChoice } from '../../trainer/savedRun';
import { openSavedRun } from '../../trainer/savedRun';
import type { BackendFlags } from '../backendOptions';
import { addBackendOptions, backendOptionsOf } from '../backendOptions';
import { createScreen } from '../report/screen';
import { untilStopped } from '../untilStopped';
import { checkpointChoice } from './evaluate';

interface PredictFlags extends BackendFlags {
  readonly out: string;
  readonly checkpoint: CheckpointChoice;
  readonly probabilities?: boolean;
  readonly force?: boolean;
}

async function predict(folder: string, volumes: readonly string[], flags: PredictFlags): Promise<void> {
  const screen = createScreen(process.stderr);
  const run = await openSavedRun(folder);
  await selectBackend(backendOptionsOf(flags));
  const { out, checkpoint, force = false, probabilities = false } = flags;
  const onProgress = (file: string, done: number, total: number): void => screen.finalStatus(`${done}/${total}  ${file}`);
  const onWarning = (message: string): void => screen.print(printable(`Warning: ${message}`));
  const written = await untilStopped((signal) =>
    predictVolumes(run, volumes, { out, checkpoint, force, probabilities, signal, onProgress, onWarning }),
  );
  if (written !== null) createScreen(process.stdout).print(written.join('\n'));
}

const endings = formats.flatMap(({ extensions }) => extensions).join(', ');

/** `llm-segnet predict RUN VOLUME... --out FOLDER` */
export function registerPredict(program: Command): void {
  const command = program
    .command('predict')
    .description('Segment new volumes with the models of a run; masks lie on the grids of their volumes')
    .argument('<run>', 'run directory')
    .argument('<volumes...>', `images (${endings}), or folders of them`)
    .requiredOption('--out <folder>', 'where the masks go: <volume>.A.nii.gz and so on')
    .option('--checkpoint <which>', 'last, best (on validation cases), or an iteration', checkpointChoice, 'last')
    .option('--probabilities', 'also write the mean probability of the foreground, 0 to 1')
    .option('--force', 'replace files that are there already');
  addBackendOptions(command).action(predict);
}
