import * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../networks/variables';
import { hasKernel, runKernel } from '../ops/kernels';
import { forget, parameterOf, zerosLike } from './memory';
import type { Optimiser } from './types';

export interface SgdSettings {
  readonly momentum: number;
  readonly weightDecay: number;
  /** Look ahead: w = w - learningRate * (g + momentum * m). */
  readonly nesterov?: boolean | undefined;
}

/**
 * Stochastic gradient descent as PyTorch defines it: m = momentum * m + (g + weightDecay * w); w = w - learningRate * m, starting
 * from m = 0. Weight decay applies to every parameter, norms and biases included.
 */
export function createSgd(parameters: NamedVariables, settings: SgdSettings): Optimiser {
  const state = zerosLike('momentum', parameters);
  return {
    state,
    step(gradients, learningRate) {
      for (const [name, gradient] of Object.entries(gradients)) {
        const weights = parameterOf(parameters, name, gradient);
        update(weights, gradient, state[`momentum.${name}`] as tf.Variable, learningRate, settings);
      }
    },
    reset: () => forget(state),
    dispose: () => tf.dispose(Object.values(state)),
  };
}

function update(
  weights: tf.Variable,
  gradient: tf.Tensor,
  momentumBuffer: tf.Variable,
  learningRate: number,
  settings: SgdSettings,
): void {
  const { momentum, weightDecay, nesterov = false } = settings;
  tf.tidy(() => {
    if (hasKernel('SgdMomentum') && !nesterov) {
      runKernel('SgdMomentum', { weights, gradient, momentumBuffer }, { learningRate, momentum, weightDecay });
      return;
    }
    const decayed = (): tf.Tensor[] => [gradient, tf.mul(weights, weightDecay)];
    momentumBuffer.assign(tf.addN([tf.mul(momentumBuffer, momentum), ...decayed()]));
    const direction = nesterov ? tf.addN([tf.mul(momentumBuffer, momentum), ...decayed()]) : momentumBuffer;
    weights.assign(tf.sub(weights, tf.mul(direction, learningRate)));
  });
}
