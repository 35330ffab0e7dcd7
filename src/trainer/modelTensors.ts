import * as tf from '@tensorflow/tfjs-core';
import type { Learner } from '../core/methods/types';
import type { NamedTensor } from '../io/run/safetensors';

/**
 * Everything that training changes, by name: `A.parameters.<name>`, `A.buffers.<name>`, `A.momentum.<name>` or whatever else the
 * model's optimiser remembers, and the method's own `state.<name>`.
 */
function variablesOf({ models, state }: Pick<Learner, 'models' | 'state'>): [name: string, variable: tf.Variable][] {
  const named = (prefix: string, variables: Readonly<Record<string, tf.Variable>>): [string, tf.Variable][] =>
    Object.entries(variables).map(([key, variable]) => [`${prefix}.${key}`, variable]);
  return [
    ...models.flatMap(({ name, network, optimiser }) => [
      ...named(`${name}.parameters`, network.parameters),
      ...named(`${name}.buffers`, network.buffers),
      ...named(name, optimiser?.state ?? {}),
    ]),
    ...named('state', state),
  ];
}

/** Reads all variables, for a checkpoint. */
export async function readTensors(learner: Pick<Learner, 'models' | 'state'>): Promise<NamedTensor[]> {
  const tensors: NamedTensor[] = [];
  for (const [name, variable] of variablesOf(learner)) {
    tensors.push({ name, shape: variable.shape, data: await variable.data<'float32' | 'int32'>() });
  }
  return tensors;
}

/** Writes a checkpoint's tensors into the variables. Throws when a tensor is missing, left over, or of another shape or type. */
export function restoreTensors(learner: Pick<Learner, 'models' | 'state'>, tensors: readonly NamedTensor[]): void {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const variables = variablesOf(learner);
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
    const dtype = tensor.data instanceof Int32Array ? 'int32' : 'float32';
    if (dtype !== variable.dtype) throw new Error(`${name} is ${dtype} in the checkpoint and ${variable.dtype} in the model`);
    tf.tidy(() => variable.assign(tf.tensor(tensor.data, variable.shape, dtype)));
  }
}
