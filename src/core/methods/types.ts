import type { z } from 'zod';
import type { NoiseSettings } from '../augmentation/noise';
import type { SupervisedWeights } from '../losses/supervised';
import type { Network } from '../networks/types';
import type { Optimiser } from '../optimiser/sgd';
import type { StreamSizes } from '../sampling/sampler';
import type { Batch } from '../sampling/types';

/** A network in training. */
export interface Model {
  /** 'A' or 'B'. */
  readonly name: string;
  readonly network: Network;
  readonly optimiser: Optimiser;
}

export type Models = Readonly<Record<string, Model>>;

/** What a step needs to know of the experiment and of its place in the run. */
export interface StepContext {
  readonly seed: number;
  /** From 0. */
  readonly iteration: number;
  readonly iterations: number;
  /** Iterations of one pass over the labelled cases. */
  readonly iterationsPerEpoch: number;
  readonly learningRate: number;
  readonly supervised: SupervisedWeights;
  readonly noise: NoiseSettings;
}

/** `supervised`, `ce`, `dice`, and for methods that use unlabelled patches `unsupervised` and its parts. */
export type ModelMetrics = Readonly<Record<string, number>>;

/** One training step's numbers, named as in metrics.jsonl. Losses are without the weight lambda(t). */
export interface StepMetrics {
  /** lambda(t): the weight of the unsupervised loss. */
  readonly lossWeight: number;
  readonly A: ModelMetrics;
  readonly B?: ModelMetrics;
  /** Of all unlabelled voxels, the share in each of USL's three sets, as each model's peer decides them. */
  readonly shares?: Readonly<Record<string, ModelMetrics>>;
  /** Share of the unlabelled voxels that both models' pseudo-labels give the same class. */
  readonly agreement?: number;
  /** For analysis only: needs labels that training never sees. Share of the voxels with a hidden label that each pseudo-label gets right. */
  readonly analysis?: { readonly pseudoLabelAccuracy: { readonly A: number; readonly B: number } };
}

/** A way of training. Its settings hold what only this method knows; everything else comes with the context. */
export interface Method<K extends string, S extends z.ZodObject<{ kind: z.ZodLiteral<K> }>> {
  readonly id: K;
  readonly settings: S;
  /** Names of the networks that it trains. */
  readonly models: readonly string[];
  /** How many patches it takes from the labelled and the unlabelled cases, when the experiment's batch is `batch`. */
  patches(batch: StreamSizes, settings: unknown): StreamSizes;
  /** Takes one optimiser step with every model. `settings` are this method's; anything else is an Error. */
  step(models: Models, batch: Batch, context: StepContext, settings: unknown): Promise<StepMetrics>;
}

/** @throws Error when the model is missing. */
export function requireModel(models: Models, name: string): Model {
  const model = models[name];
  if (model === undefined)
    throw new Error(`the method trains model ${name}, but there are only: ${Object.keys(models).join(', ')}`);
  return model;
}
