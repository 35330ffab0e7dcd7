import * as tf from '@tensorflow/tfjs-core';
import type { Models } from '../core/methods/types';
import type { NamedTensor } from '../io/run/safetensors';

/** Everything of the models that training changes, by name: `A.parameters.<name>`, `A.buffers.<name>`, `A.momentum.<name>`. */
function variablesOf(models: Models): [name: string, variable: tf.Variable][] {
  return Object.values(models).flatMap(({ name, network, optimiser }) =>
    Object.entries({ parameters: network.parameters, buffers: network.buffers, momentum: optimiser.buffers }).flatMap(
      ([group, variables]) =>
        Object.entries(variables).map(([key, variable]): [string, tf.Variable] => [`${name}.${group}.${key}`, variable]),
    ),
  );
}

/** Reads all variables, for a checkpoint. */
export async function readModels(models: Models): Promise<NamedTensor[]> {
  const tensors: NamedTensor[] = [];
  for (const [name, variable] of variablesOf(models)) {
    tensors.push({ name, shape: variable.shape, data: await variable.data<'float32'>() });
  }
  return tensors;
}

/** Writes a checkpoint's tensors into the variables. Throws when a tensor is missing, left over, or of another shape. */
export function restoreModels(models: Models, tensors: readonly NamedTensor[]): void {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const variables = variablesOf(models);
  const unknown = tensors.find(({ name }) => !variables.some(([known]) => known === name));
  if (unknown) throw new Error(`the checkpoint holds ${unknown.name}, which the models lack: it belongs to another experiment`);
  for (const [name, variable] of variables) {
    const tensor = byName.get(name);
    if (!tensor) throw new Error(`the checkpoint lacks ${name}: it belongs to another experiment`);
    if (!tf.util.arraysEqual([...tensor.shape], variable.shape)) {
      throw new Error(
        `${name} is [${tensor.shape.join(', ')}] in the checkpoint and [${variable.shape.join(', ')}] in the model`,
      );
    }
    tf.tidy(() => variable.assign(tf.tensor(tensor.data, variable.shape)));
  }
}
