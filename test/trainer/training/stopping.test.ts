import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseExperiment } from '../../../src/core/config/experiment';
import { readMetrics } from '../../../src/io/run/metricsLog';
import { readRunRecord, runPaths } from '../../../src/io/run/runDirectory';
import { startTraining } from '../../../src/trainer/training/start';
import { temporaryFolder } from '../../support/temporary';
import { tinyOptions } from '../tiny';

vi.setConfig({ testTimeout: 240_000 });

const folder = temporaryFolder();

function optionsWith(name: string, change: (experiment: ReturnType<typeof parseExperiment>) => object) {
  const options = tinyOptions(join(folder, name));
  const { experiment } = options;
  return { ...options, experiment: parseExperiment({ ...experiment, ...change(experiment) }) };
}

describe('a run that ends before its iterations do', () => {
  it('has used up its hours: it is done, tested, and says why', async () => {
    const options = optionsWith('hours', () => ({ iterations: 50, stopping: { hours: 1e-9 } }));
    const outcome = await startTraining(options, () => undefined);
    const record = await readRunRecord(options.out);
    expect(outcome.state).toBe('done');
    expect(outcome.iteration).toBe(1);
    expect(record.stoppedEarly).toEqual({ iteration: 1, why: 'its budget of 0 s is used up.' });
    expect(record.results).toBeDefined();
  });

  it('does not rise any more on its validation cases', async () => {
    // With a learning rate of next to nothing the first validation stays the best.
    const options = optionsWith('patience', ({ data, evaluation, optimiser }) => ({
      iterations: 50,
      data: { ...data, heldOut: 1 },
      evaluation: { ...evaluation, validationEvery: 1 },
      optimiser: { ...optimiser, learningRate: 1e-12 },
      stopping: { patience: 2 },
    }));
    await startTraining(options, () => undefined);
    const { stoppedEarly, iteration, state } = await readRunRecord(options.out);
    expect(state).toBe('done');
    expect(iteration).toBeLessThan(20);
    expect(stoppedEarly?.why).toMatch(/^validation has not risen since iteration \d+\.$/);
    const trained = [];
    for await (const line of readMetrics(runPaths.metrics(options.out), ['train'])) trained.push(line['iteration']);
    expect(trained).toEqual(Array.from({ length: iteration }, (_, index) => index + 1));
  });

  it('cannot wait for a validation that never comes', async () => {
    const options = optionsWith('never', () => ({ stopping: { patience: 2 } }));
    await expect(startTraining(options, () => undefined)).rejects.toThrow('stopping.patience needs evaluations during training');
  });
});
