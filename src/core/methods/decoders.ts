/** Methods whose one network has several decoders. */
import * as tf from '@tensorflow/tfjs-core';
import { supervisedChart, unsupervisedChart } from '../declaration/charts';
import type { Chart, Declaration, MethodExperiment } from '../declaration/declaration';
import { onePhase } from '../declaration/declaration';
import type { Loss } from '../gradient/lossGradient';
import type { DecoderChoice, DecoderOutput, NetworkOutputs } from '../networks/types';
import { SUPERVISED_PARTS, supervisedPart } from './supervisedPart';
import type { Model, ModelMetrics, Predict, StepContext } from './types';

/** The experiment's network with decoders that upsample in different ways: 'decoder-1', 'decoder-2', ... */
export function decodersBy(...upsampling: readonly NonNullable<DecoderChoice['upsampling']>[]): readonly DecoderChoice[] {
  return upsampling.map((one, index) => ({ name: `decoder-${index + 1}`, upsampling: one }));
}

const SEGMENTATION = 'segmentation';

/** Logits of a decoder's segmentation head. */
export function logitsOf(outputs: NetworkOutputs, decoder: string): tf.Tensor5D {
  const z = outputOf(outputs, decoder).heads[SEGMENTATION];
  if (z === undefined) throw new Error(`${decoder} has no segmentation head`);
  return z;
}

export function outputOf(outputs: NetworkOutputs, decoder: string): DecoderOutput {
  const found = outputs[decoder];
  if (found === undefined) throw new Error(`the network has no ${decoder}`);
  return found;
}

/** Each decoder as a predictor of its own name. */
export function predictOf({ network }: Model, decoders: readonly DecoderChoice[]): Readonly<Record<string, Predict>> {
  return Object.fromEntries(
    decoders.map(({ name }): [string, Predict] => [
      name,
      (x, constants) =>
        tf.tidy(() => tf.softmax(logitsOf(network.outputs(x, { training: false, seed: 0, constants, decoders: [name] }), name))),
    ]),
  );
}

/** What they declare: each decoder as a predictor beside the mean of all, the first as the result. @param title of the unsupervised loss */
export function declareDecoders(
  decoders: readonly DecoderChoice[],
  experiment: MethodExperiment,
  title: string,
  ...charts: readonly Chart[]
): Omit<Declaration, 'id' | 'title' | 'selectedBy'> {
  const names = decoders.map(({ name }) => name);
  return {
    models: [{ name: 'network', trained: true, decoders: decoders.length }],
    predictors: [...names.map((name) => ({ name })), { name: 'mean', mean: names }],
    headline: 'decoder-1',
    phases: [...onePhase(experiment)],
    charts: [supervisedChart(names), unsupervisedChart(title, ['network']), ...charts],
    teaching: [],
  };
}

/** The sum of the decoders' supervised losses; its numbers are those of each decoder in turn. */
export function supervisedSum(logits: readonly tf.Tensor5D[], y: tf.Tensor4D, context: StepContext): Loss {
  const losses = logits.map((z) => supervisedPart(z, y, context));
  return { total: tf.addN(losses.map(({ total }) => total)) as tf.Scalar, parts: losses.flatMap(({ parts }) => parts) };
}

/** Names of the numbers of supervisedSum(). */
export function supervisedNames(decoders: readonly DecoderChoice[]): string[] {
  return decoders.flatMap(({ name }) => SUPERVISED_PARTS.map((part) => `${name}.${part}`));
}

/** The numbers by decoder, and under `network` the sum of the supervised losses and whatever has no decoder. */
export function metricsByDecoder(numbers: ModelMetrics, decoders: readonly DecoderChoice[]): Record<string, ModelMetrics> {
  const own = (name: string): ModelMetrics =>
    Object.fromEntries(SUPERVISED_PARTS.map((part) => [part, numbers[`${name}.${part}`] as number]));
  const network = Object.fromEntries(Object.entries(numbers).filter(([name]) => !name.includes('.')));
  const supervised = decoders.reduce((sum, { name }) => sum + (numbers[`${name}.supervised`] as number), 0);
  return {
    network: { supervised, ...network },
    ...Object.fromEntries(decoders.map(({ name }) => [name, own(name)])),
  };
}
