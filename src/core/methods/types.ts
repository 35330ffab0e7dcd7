import type * as tf from '@tensorflow/tfjs-core';
import type { NoiseSettings } from '../augmentation/noise';
import type { Finding } from '../config/warnings/finding';
import type { Declaration, MethodExperiment } from '../declaration/declaration';
import type { SupervisedWeights } from '../losses/supervised';
import type { Constants } from '../networks/constants';
import type { Network, NetworkParts, Part } from '../networks/types';
import type { NamedVariables } from '../networks/variables';
import type { OptimiserSettings } from '../optimiser/registry';
import type { Optimiser } from '../optimiser/types';
import type { Batch } from '../sampling/types';

/** A network, or another thing with parameters such as a discriminator, under the name that people see. */
export interface Model<P extends Part = Network> {
  readonly name: string;
  readonly network: P;
  /** null: no gradient changes it, such as a teacher that follows its student. */
  readonly optimiser: Optimiser | null;
}

/** A model that gradients change. */
export interface TrainedModel<P extends Part = Network> extends Model<P> {
  readonly optimiser: Optimiser;
}

/** What a step needs to know of the experiment and of its place in the run. */
export interface StepContext {
  readonly seed: number;
  /** From 0, over all phases. */
  readonly iteration: number;
  readonly iterations: number;
  /** The phase that the iteration is in, and the place in it. */
  readonly phase: { readonly name: string; readonly iteration: number; readonly iterations: number };
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
  /** By the model's name. */
  readonly models: Readonly<Record<string, ModelMetrics>>;
  /** Numbers that belong to no model, by the column that a declared chart reads: `certain` and the like. */
  readonly numbers?: Readonly<Record<string, number>>;
  /** Of all unlabelled voxels, the share in each of USL's three sets, as each model's peer decides them. */
  readonly shares?: Readonly<Record<string, ModelMetrics>>;
  /** Share of the unlabelled voxels that both models' pseudo-labels give the same class. */
  readonly agreement?: number;
  /** For analysis only: needs labels that training never sees. Share of the voxels with a hidden label that each pseudo-label gets right. */
  readonly analysis?: { readonly pseudoLabelAccuracy: Readonly<Record<string, number>> };
}

/**
 * Class probabilities [batch, depth, height, width, K] of images [batch, depth, height, width, channels], for testing: running
 * statistics, no dropout. `constants` keep what depends on parameters alone over the windows of an evaluation.
 */
export type Predict = (x: tf.Tensor5D, constants: Constants) => tf.Tensor5D;

export interface NetworkChoice {
  /** First values: models of different seed names start from different numbers. 'A' for the first model, 'B' for the second, ... */
  readonly seedName?: string;
  /** How the convolutions start; as the network's own papers do without it. */
  readonly initialiser?: 'kaiming' | 'xavier';
  /** More decoders or other heads than the experiment's network has by itself. */
  readonly parts?: NetworkParts;
  /** What steps it, where that is not the experiment's optimiser. */
  readonly optimiser?: Partial<OptimiserSettings>;
}

/** What a method builds its models and its state with. All of it is in checkpoints. */
export interface Builder {
  /** A segmentation network of the experiment, with an optimiser. */
  trained(name: string, choice?: NetworkChoice): TrainedModel;
  /** A network that starts as a copy of a model and has no optimiser: a teacher by moving average. */
  follower(name: string, leader: Model, choice?: Pick<NetworkChoice, 'parts'>): Model;
  /** Anything else with parameters, such as a discriminator. @param make declares its parameters in a store of its own */
  part<P extends Part>(
    name: string,
    make: (seed: { readonly seed: number; readonly model: string }) => P,
    optimiser?: Partial<OptimiserSettings>,
  ): TrainedModel<P>;
  /** A tensor that lasts from step to step: a memory bank, prototypes, counters. Zeros at first. */
  state(name: string, shape: readonly number[], dtype?: 'float32' | 'int32'): tf.Variable;
}

/** A method at work. */
export interface Procedure {
  /** Takes one optimiser step with every model that this iteration trains. */
  step(batch: Batch, context: StepContext): Promise<StepMetrics>;
  /** How a declared predictor predicts, where it is not the softmax of the model of that name. */
  readonly predict?: Readonly<Record<string, Predict>>;
}

/** A check of experiments that only one method needs. */
export interface MethodCheck<E> {
  readonly id: string;
  find(experiment: E): Finding | null;
}

/** A way of training. */
export interface Method {
  readonly id: string;
  /** As people call it. */
  readonly title: string;
  /** What it is, in a sentence, and its source. */
  readonly description: string;
  /** Settings of the experiment that hold where neither its file nor its preset says otherwise: the method's own supervised loss. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Settings of the experiment by path that it does not look at, beyond those of other methods. */
  readonly ignores?: readonly string[];
  /** Checks of experiments that only this method needs. */
  readonly checks?: readonly MethodCheck<MethodExperiment>[];
  /** What an experiment of it holds, without building anything. */
  declare(experiment: MethodExperiment): Declaration;
  /** Builds the models, in their declared order, and the state. @throws Error when the settings are not this method's. */
  create(build: Builder, experiment: MethodExperiment): Procedure;
}

/** A method at work on an experiment: everything that training changes, how it is changed, and how it predicts. */
export interface Learner {
  readonly declaration: Declaration;
  readonly models: readonly Model<Part>[];
  /** Tensors beside the models', by name. */
  readonly state: NamedVariables;
  /** In declared order; a mean is the average of others and predicts nothing itself. */
  readonly predictors: readonly { readonly name: string; readonly predict: Predict }[];
  step(batch: Batch, context: StepContext): Promise<StepMetrics>;
  dispose(): void;
}
