import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { selectBackend } from '../../tensor/select';
import { resultsOf } from '../../trainer/evaluate';
import { evaluateSaved } from '../../trainer/evaluateSaved';
import type { CheckpointChoice } from '../../trainer/savedRun';
import { openSavedRun } from '../../trainer/savedRun';
import { nonNegativeInteger, positiveInteger } from '../arguments';
import type { BackendFlags } from '../backendOptions';
import { addBackendOptions, backendOptionsOf } from '../backendOptions';
import { createScreen } from '../report/screen';
import { resultLines } from '../report/table';
import { untilStopped } from '../untilStopped';

export function checkpointChoice(text: string): CheckpointChoice {
  if (text === 'last' || text === 'best') return text;
  try {
    return nonNegativeInteger(text);
  } catch {
    throw new InvalidArgumentError('It must be last, best, or the iteration of a checkpoint.');
  }
}

interface EvaluateFlags extends BackendFlags {
  readonly checkpoint: CheckpointChoice;
  readonly split: 'test' | 'validation';
  readonly largestComponent?: boolean;
  readonly limit?: number;
  readonly probabilities?: boolean;
  readonly json?: boolean;
}

async function evaluate(folder: string, flags: EvaluateFlags): Promise<void> {
  const screen = createScreen(process.stderr);
  const run = await openSavedRun(folder);
  await selectBackend(backendOptionsOf(flags));
  const { checkpoint, split, largestComponent, limit, probabilities } = flags;
  const onProgress = (id: string, done: number, total: number): void => {
    const line = `Testing  ${done}/${total}  ${id}`;
    if (done === total) screen.finalStatus(line);
    else screen.status(line);
  };
  const onDiagnosis = (lines: readonly string[]): void => {
    for (const line of lines) screen.print(`Warning: ${line}`);
  };
  const records = await untilStopped((signal) =>
    evaluateSaved(run, { checkpoint, split, largestComponent, limit, probabilities, signal, onProgress, onDiagnosis }),
  );
  if (records === null) return;
  if (flags.json === true) {
    console.log(JSON.stringify({ results: resultsOf(records), records }));
    return;
  }
  const [first] = records;
  const pieces = first?.largestComponent === true ? ', largest piece only' : '';
  console.log(`Checkpoint ${first?.iteration}, ${split} cases${pieces}, mean ± standard deviation over cases:`);
  console.log(resultLines(resultsOf(records), first?.unit).join('\n'));
}

/** `llm-segnet evaluate RUN` */
export function registerEvaluate(program: Command): void {
  const command = program
    .command('evaluate')
    .description('Measure the models of a run again from a checkpoint; its metrics.jsonl gets the numbers too')
    .argument('<run>', 'run directory')
    .option('--checkpoint <which>', 'last, best (on validation cases), or an iteration', checkpointChoice, 'last')
    .addOption(new Option('--split <name>', 'which cases').choices(['test', 'validation']).default('test'))
    .option('--largest-component', 'keep only the largest 26-connected piece of each class')
    .option('--limit <count>', 'only the first so many cases', positiveInteger)
    .option(
      '--probabilities',
      "also keep each model's probabilities in the run, and masks where there are none: the viewer shows them",
    )
    .option('--json', 'print JSON');
  addBackendOptions(command).action(evaluate);
}
