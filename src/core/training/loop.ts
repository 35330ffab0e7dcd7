import type { Experiment } from '../config/experiment';
import { methodOf } from '../methods/registry';
import type { ModelMetrics, Models, StepMetrics } from '../methods/types';
import { polynomialRate } from '../optimiser/schedule';
import { iterationsPerEpoch } from '../sampling/sampler';
import type { PatchSource } from '../sampling/types';

/** One line of metrics.jsonl. */
export interface TrainEvent extends StepMetrics {
  readonly kind: 'train';
  /** Iterations done, this one included: a checkpoint made now resumes with startIteration = iteration. */
  readonly iteration: number;
  /** Wall time of the step, batch included. */
  readonly seconds: number;
  /** Of these, how long the step waited for its batch. */
  readonly dataSeconds: number;
  readonly lr: number;
}

export interface Training {
  readonly experiment: Experiment;
  /** Change in place. To resume, restore parameters, buffers and optimiser buffers before the loop starts. */
  readonly models: Models;
  readonly data: PatchSource;
  /** Iterations that are already done. */
  readonly startIteration?: number;
}

/**
 * Trains the experiment's networks, one event an iteration. Between two events nothing runs: the consumer may evaluate, save a
 * checkpoint, or stop by leaving the loop, and the models are then exactly as after that iteration.
 * @throws Error when a loss is not a finite number.
 */
export async function* train({
  experiment,
  models,
  data,
  startIteration = 0,
}: Training): AsyncGenerator<TrainEvent, void, undefined> {
  const { seed, iterations, optimiser, supervised, noise, method: settings } = experiment;
  const method = methodOf(settings.kind);
  const perEpoch = iterationsPerEpoch(experiment.data.labelled, method.patches(experiment.batch, settings).labelled);
  for (let iteration = startIteration; iteration < iterations; iteration++) {
    await eventLoopTurn();
    const start = performance.now();
    const learningRate = polynomialRate(optimiser.learningRate, iteration, iterations, optimiser.power);
    const context = { seed, iteration, iterations, iterationsPerEpoch: perEpoch, learningRate, supervised, noise };
    const batch = await data.batch(iteration);
    const dataSeconds = secondsSince(start);
    const metrics = await method.step(models, batch, context, settings);
    requireFinite(metrics, iteration + 1);
    yield { kind: 'train', iteration: iteration + 1, seconds: secondsSince(start), dataSeconds, lr: learningRate, ...metrics };
  }
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

/** Lets signals, messages and timers be handled: promises alone would starve them. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function requireFinite(metrics: StepMetrics, iteration: number): void {
  for (const name of ['A', 'B'] as const) {
    const numbers: ModelMetrics = metrics[name] ?? {};
    for (const [part, value] of Object.entries(numbers)) {
      if (!Number.isFinite(value)) {
        throw new Error(
          `iteration ${iteration}: the ${part} loss of model ${name} became ${value}; a lower learning rate may help`,
        );
      }
    }
  }
}
