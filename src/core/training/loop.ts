import type { Experiment } from '../config/experiment';
import { phaseAt } from '../declaration/declaration';
import type { Learner, StepMetrics } from '../methods/types';
import { rateAt } from '../optimiser/schedule';
import { iterationsPerEpoch } from '../sampling/sampler';
import type { PatchSource } from '../sampling/types';

/** What one iteration did. metrics.jsonl has `models` and `numbers` spread out: a model's losses under its name (trainLine). */
export interface TrainEvent extends StepMetrics {
  readonly kind: 'train';
  /** Iterations done, this one included: a checkpoint made now resumes with startIteration = iteration. */
  readonly iteration: number;
  /** Wall time of the step, batch included. */
  readonly seconds: number;
  /** Of these, how long the step waited for its batch. */
  readonly dataSeconds: number;
  readonly lr: number;
  /** Name of the phase, where the method has several. */
  readonly phase?: string;
}

export interface Training {
  readonly experiment: Experiment;
  /** Changes in place. To resume, restore its tensors before the loop starts. */
  readonly learner: Learner;
  readonly data: PatchSource;
  /** Iterations that are already done. */
  readonly startIteration?: number;
}

/**
 * Trains the experiment's networks, one event an iteration. Between two events nothing runs: the consumer may evaluate, save a
 * checkpoint, or stop by leaving the loop, and the learner is then exactly as after that iteration.
 * @throws Error when a loss is not a finite number.
 */
export async function* train({
  experiment,
  learner,
  data,
  startIteration = 0,
}: Training): AsyncGenerator<TrainEvent, void, undefined> {
  const { seed, iterations, optimiser, supervised, noise } = experiment;
  const { phases } = learner.declaration;
  for (let iteration = startIteration; iteration < iterations; iteration++) {
    await eventLoopTurn();
    const start = performance.now();
    const { phase, iteration: inPhase } = phaseAt(phases, iteration);
    const place = { name: phase.name, iteration: inPhase, iterations: phase.iterations };
    const learningRate = rateAt(optimiser.learningRate, phase.schedule ?? optimiser, inPhase, phase.iterations);
    const perEpoch = iterationsPerEpoch(experiment.data.labelled, phase.patches.labelled);
    const context = { seed, iteration, iterations, phase: place, iterationsPerEpoch: perEpoch, learningRate, supervised, noise };
    const batch = await data.batch(iteration);
    const dataSeconds = secondsSince(start);
    const metrics = await learner.step(batch, context);
    requireFinite(metrics, iteration + 1);
    const named = phases.length > 1 ? { phase: phase.name } : {};
    const times = { seconds: secondsSince(start), dataSeconds };
    yield { kind: 'train', iteration: iteration + 1, ...times, lr: learningRate, ...named, ...metrics };
  }
}

/** The event as a line of metrics.jsonl. */
export function trainLine<E extends TrainEvent>({
  models,
  numbers,
  ...rest
}: E): Readonly<Record<string, unknown>> & Pick<TrainEvent, 'kind' | 'iteration'> {
  return { ...rest, ...models, ...numbers };
}

function secondsSince(start: number): number {
  return (performance.now() - start) / 1000;
}

/** Lets signals, messages and timers be handled: promises alone would starve them. */
function eventLoopTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

function requireFinite({ models }: StepMetrics, iteration: number): void {
  for (const [name, numbers] of Object.entries(models)) {
    for (const [part, value] of Object.entries(numbers)) {
      if (!Number.isFinite(value)) {
        throw new Error(
          `iteration ${iteration}: the ${part} loss of model ${name} became ${value}; a lower learning rate may help`,
        );
      }
    }
  }
}
