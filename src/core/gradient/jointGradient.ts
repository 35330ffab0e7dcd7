import type * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../networks/variables';
import type { Loss } from './lossGradient';
import { lossGradient } from './lossGradient';

export interface JointGradient {
  /** By the place of the network, then by the parameters' names. */
  readonly gradients: readonly Readonly<Record<string, tf.Tensor>>[];
  readonly parts: readonly tf.Tensor1D[];
}

/** The gradient of one loss with respect to the parameters of several networks, in one backward pass. Free it with disposeJoint(). */
export function jointGradient(networks: readonly NamedVariables[], loss: () => Loss): JointGradient {
  const together = networks.flatMap((parameters, place) =>
    Object.entries(parameters).map(([name, variable]) => [`${place} ${name}`, variable] as const),
  );
  const { gradients, parts } = lossGradient(Object.fromEntries(together), loss);
  const ofPlace = (place: number): Record<string, tf.Tensor> => {
    const prefix = `${place} `;
    const own = Object.entries(gradients).filter(([name]) => name.startsWith(prefix));
    return Object.fromEntries(own.map(([name, gradient]) => [name.slice(prefix.length), gradient]));
  };
  return { gradients: networks.map((_, place) => ofPlace(place)), parts };
}

export function disposeJoint({ gradients, parts }: JointGradient): void {
  for (const tensor of [...gradients.flatMap((one) => Object.values(one)), ...parts]) tensor.dispose();
}
