import * as tf from '@tensorflow/tfjs-core';
import type { Experiment } from '../config/experiment';
import { segmenters } from '../declaration/declaration';
import { methodOf } from '../methods/registry';
import type { Builder, Learner, Model, NetworkChoice, Predict, TrainedModel } from '../methods/types';
import { createNetwork } from '../networks/registry';
import type { TextInjection } from '../networks/text/inject';
import { textBottleneck } from '../networks/text/inject';
import type { Network, Part } from '../networks/types';
import type { NamedVariables } from '../networks/variables';
import { createOptimiser } from '../optimiser/registry';

/** Makes a segmentation network; tests put small ones in its place. */
export type MakeNetwork = (seedName: string, choice: Omit<NetworkChoice, 'seedName' | 'optimiser'>) => Network;

const letter = (index: number): string => String.fromCharCode('A'.charCodeAt(0) + index);

/** Copies one set of variables into another of the same names and shapes. */
function copyInto(target: NamedVariables, source: NamedVariables): void {
  for (const [name, variable] of Object.entries(target)) {
    const from = source[name];
    if (from === undefined) throw new Error(`the model that is followed has no '${name}'`);
    variable.assign(from);
  }
}

/** Softmax of a network's logits in evaluation mode. */
function softmaxOf({ network }: Model): Predict {
  return (x, constants) => tf.softmax(network.forward(x, { training: false, seed: 0, constants }));
}

/**
 * The experiment's method with its models, optimisers and state at their first values. @param text how text joins the networks
 * (textInjectionOf); nothing without.
 */
export function createLearner(
  experiment: Experiment,
  text?: TextInjection | undefined,
  makeNetwork: MakeNetwork = networkMaker(experiment, text),
): Learner {
  const { method: settings, seed, optimiser } = experiment;
  const method = methodOf(settings.kind);
  const declaration = method.declare(experiment);
  const models: Model<Part>[] = [];
  const networks = new Map<string, Model>();
  const state: Record<string, tf.Variable> = {};

  const add = <P extends Part, M extends Model<P>>(model: M): M => {
    if (models.some(({ name }) => name === model.name)) throw new Error(`two models are named '${model.name}'`);
    models.push(model);
    return model;
  };
  const build: Builder = {
    trained(name, { seedName = letter(models.length), optimiser: change, ...choice } = {}) {
      const network = makeNetwork(seedName, choice);
      const model: TrainedModel = { name, network, optimiser: createOptimiser(network.parameters, { ...optimiser, ...change }) };
      networks.set(name, model);
      return add(model);
    },
    follower(name, leader, choice = {}) {
      const network = makeNetwork(letter(models.length), choice);
      copyInto(network.parameters, leader.network.parameters);
      copyInto(network.buffers, leader.network.buffers);
      const model: Model = { name, network, optimiser: null };
      networks.set(name, model);
      return add(model);
    },
    part(name, make, change = {}) {
      const network = make({ seed, model: name });
      return add({ name, network, optimiser: createOptimiser(network.parameters, { ...optimiser, ...change }) });
    },
    state(name, shape, dtype = 'float32') {
      if (name in state) throw new Error(`two state tensors are named '${name}'`);
      const variable = tf.tidy(() => tf.variable(tf.zeros([...shape], dtype), false));
      state[name] = variable;
      return variable;
    },
  };
  const { step, predict = {} } = method.create(build, experiment);
  const predictors = segmenters(declaration).map((name) => {
    const model = networks.get(name);
    const own = predict[name] ?? (model && softmaxOf(model));
    if (own === undefined) throw new Error(`${method.title}: nothing predicts as '${name}'`);
    return { name, predict: own };
  });
  return {
    declaration,
    models,
    state,
    predictors,
    step,
    dispose() {
      for (const one of models) {
        one.network.dispose();
        one.optimiser?.dispose();
      }
      tf.dispose(Object.values(state));
    },
  };
}

function networkMaker({ network, data, seed }: Experiment, text: TextInjection | undefined): MakeNetwork {
  const joined = text === undefined ? {} : { bottleneck: textBottleneck(text) };
  const { channels, classes } = data;
  return (seedName, choice) => createNetwork(network, { channels, classes, seed, model: seedName, ...choice, ...joined });
}
