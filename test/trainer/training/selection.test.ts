import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { listCheckpoints, readBest } from '../../../src/io/run/checkpoints';
import { readMetrics } from '../../../src/io/run/metricsLog';
import { runPaths } from '../../../src/io/run/runDirectory';
import type { EvaluationRecord, TrainerEvent } from '../../../src/trainer/events';
import { startTraining } from '../../../src/trainer/training/start';
import { temporaryFolder } from '../../support/temporary';
import { tinyOptions } from '../tiny';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const run = join(temporaryFolder(), 'best');
const events: TrainerEvent[] = [];
const records: EvaluationRecord[] = [];

/** Mean Dice of a model at each validation, by iteration: added up here, not by the code under test. */
function diceOf(model: string): Map<number, number> {
  const own = records.filter((record) => record.model === model && record.split === 'validation');
  return new Map(own.map(({ iteration, cases }) => [iteration, cases.reduce((sum, { dice }) => sum + dice, 0) / cases.length]));
}

describe('the best checkpoint', () => {
  beforeAll(async () => {
    // A first step that is far too long: later models are not simply better than earlier ones.
    const change = {
      iterations: 4,
      data: { labelled: 1, heldOut: 1 },
      evaluation: { selection: 'best' as const, validationEvery: 1 },
      optimiser: { learningRate: 0.4 },
    };
    await startTraining(tinyOptions(run, change), (event) => events.push(event));
    for await (const record of readMetrics(runPaths.metrics(run)))
      if (record.kind === 'evaluation') records.push(record as unknown as EvaluationRecord);
  });

  it('is chosen by the averaged probabilities of A and B on the validation cases', () => {
    const scores = events.flatMap((event) => (event.kind === 'validated' ? [[event.iteration, event.score] as const] : []));
    expect(scores.map(([iteration]) => iteration)).toEqual([1, 2, 3, 4]);
    const mean = diceOf('mean');
    for (const [iteration, score] of scores) expect(score).toBeCloseTo(mean.get(iteration) as number, 10);
    // Else the test could not tell the one from the other.
    expect([...diceOf('A').values()]).not.toEqual([...mean.values()]);
  });

  it('is marked, kept and tested', async () => {
    const scores = [...diceOf('mean')];
    const highest = Math.max(...scores.map(([, score]) => score));
    const first = scores.find(([, score]) => score === highest)?.[0];
    const best = await readBest(runPaths.checkpoints(run));
    expect(best).toMatchObject({ iteration: first });
    expect(best?.score).toBeCloseTo(highest, 10);
    expect((await listCheckpoints(runPaths.checkpoints(run))).map(({ iteration }) => iteration)).toContain(first);
    expect(new Set(records.filter(({ split }) => split === 'test').map(({ iteration }) => iteration))).toEqual(new Set([first]));
    const told = events.flatMap((event) => (event.kind === 'checkpoint' && event.best ? [event.iteration] : []));
    expect(told.at(-1)).toBe(first);
  });
});
