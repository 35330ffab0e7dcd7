import type { Declaration } from '../core/declaration/declaration';
import { segmenters } from '../core/declaration/declaration';
import type { Tally } from '../core/metrics/diagnosis';
import { createTally } from '../core/metrics/diagnosis';
import { writeFileAtomic } from '../io/atomic';
import { encodePng } from '../io/png';
import type { RunDirectory } from '../io/run/runDirectory';
import { runPaths } from '../io/run/runDirectory';
import type { EvaluationTask, Prediction } from './evaluate';
import { casesOf, evaluate, evaluationRecords, resultsOf } from './evaluate';
import type { Results, TrainerEvent } from './events';
import type { MontageCase } from './montage/montage';
import { drawMontage } from './montage/montage';
import { writeMasks, writeProbabilities } from './writePredictions';

/** Rows of the picture. */
const MONTAGE_CASES = 6;
const MONTAGE_MASKS = 3;

function montageCase({ test, labels, metrics }: Prediction, declaration: Declaration): MontageCase {
  const { id, image, label } = test.case;
  const scores = [...metrics].map(([model, cases]) => `${model} ${(cases[0]?.dice ?? 0).toFixed(3)}`);
  // Few outlines beside the truth's can be told apart; a mean's lies between them.
  const outlined = segmenters(declaration).slice(0, MONTAGE_MASKS);
  const masks = new Map([...labels].filter(([name]) => outlined.includes(name)));
  return { title: `${id}  Dice ${scores.join('  ')}`, image, truth: label.data, masks };
}

interface TestResults {
  readonly results: Results;
  /** Path of the picture. */
  readonly montage: string;
  /** What the masks have in common with the truth. */
  readonly tally: Tally;
}

/**
 * Evaluates on the test cases and leaves masks, metrics, a picture and, if asked for, probabilities in the run directory. Masks are written case by case, so that an
 * interrupted evaluation leaves those it finished.
 */
export async function evaluateRun(
  run: RunDirectory,
  iteration: number,
  task: EvaluationTask,
  onEvent: (event: TrainerEvent) => void,
): Promise<TestResults> {
  const total = casesOf(task).length;
  const scored: Pick<Prediction, 'metrics'>[] = [];
  const shown: MontageCase[] = [];
  const tally = createTally(task.classes);
  for await (const prediction of evaluate(task)) {
    const { test, labels, metrics } = prediction;
    tally.add(labels, test.case.label.data);
    await writeMasks(run.path, iteration, prediction);
    if (task.saveProbabilities === true) await writeProbabilities(run.path, iteration, prediction);
    scored.push({ metrics });
    if (shown.length < MONTAGE_CASES) shown.push(montageCase(prediction, task.learner.declaration));
    onEvent({ kind: 'evaluated', case: test.case.id, done: scored.length, total });
  }
  const records = evaluationRecords(iteration, scored, task);
  for (const record of records) await run.metrics.append({ ...record });
  await run.metrics.sync();
  const montage = runPaths.montage(run.path);
  await writeFileAtomic(montage, encodePng(drawMontage(shown)));
  return { results: resultsOf(records), montage, tally };
}
