import type { Command } from 'commander';
import { runPaths } from '../../../io/run/runDirectory';
import { selectBackend } from '../../../tensor/select';
import type { CheckpointChoice } from '../../../trainer/savedRun';
import { openSavedRun } from '../../../trainer/savedRun';
import type { EffectRow } from '../../../trainer/textEffect';
import { textEffect } from '../../../trainer/textEffect';
import { positiveInteger } from '../../arguments';
import type { BackendFlags } from '../../backendOptions';
import { addBackendOptions, backendOptionsOf } from '../../backendOptions';
import { createScreen } from '../../report/screen';
import { alignTable } from '../../report/table';
import { untilStopped } from '../../untilStopped';
import { checkpointChoice } from '../evaluate';
import { textGroup } from './group';

interface EffectFlags extends BackendFlags {
  readonly checkpoint: CheckpointChoice;
  readonly limit?: number;
  readonly json?: boolean;
}

/** One line a text, two columns a model. */
function effectLines(rows: readonly EffectRow[]): string[] {
  const models = [...new Set(rows.map(({ model }) => model))];
  const texts = [...new Set(rows.map(({ text }) => text))];
  return alignTable([
    ['', ...models.flatMap((model) => [`${model} Dice`, `${model} changed`])],
    ...texts.map((text) => [
      text,
      ...rows
        .filter((row) => row.text === text)
        .flatMap(({ dice, changed }) => [dice.toFixed(4), `${(100 * changed).toFixed(3)} %`]),
    ]),
  ]);
}

async function effect(folder: string, flags: EffectFlags): Promise<void> {
  const screen = createScreen(process.stderr);
  const run = await openSavedRun(folder);
  await selectBackend(backendOptionsOf(flags));
  const { checkpoint, limit } = flags;
  const onProgress = (text: string, id: string, done: number, total: number): void => {
    const line = `Testing  ${done}/${total}  ${text}: ${id}`;
    if (done === total) screen.finalStatus(line);
    else screen.status(line);
  };
  const found = await untilStopped((signal) => textEffect(run, { checkpoint, limit, signal, onProgress }));
  if (found === null) return;
  if (flags.json === true) {
    console.log(JSON.stringify(found));
    return;
  }
  const cases = new Set(found.cases.map((one) => one.case)).size;
  console.log(`Checkpoint ${found.iteration}, ${found.injection}, beta ${found.beta}; means over ${cases} test cases.`);
  console.log("'changed': share of the voxels whose label is another one than with the text as trained.");
  console.log(effectLines(found.models).join('\n'));
  console.log(`Case by case: ${runPaths.textEffect(run.path)}`);
}

/** `llm-segnet text effect RUN` */
export function registerTextEffect(program: Command): void {
  const command = textGroup(program)
    .command('effect')
    .description("Test a run's models with their text taken away or swapped: what does it do to the predictions?")
    .argument('<run>', 'run directory')
    .option('--checkpoint <which>', 'last, best (on validation cases), or an iteration', checkpointChoice, 'last')
    .option('--limit <count>', 'only the first so many test cases', positiveInteger)
    .option('--json', 'print JSON');
  addBackendOptions(command).action(effect);
}
