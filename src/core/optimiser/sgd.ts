import * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../networks/types';
import { hasKernel, runKernel } from '../ops/kernels';

export interface SgdSettings {
  readonly momentum: number;
  readonly weightDecay: number;
}

export interface Optimiser {
  /** One momentum buffer a parameter, by the parameter's name: part of a checkpoint. */
  readonly buffers: NamedVariables;
  /**
   * Changes the parameters in place. A parameter without a gradient stays as it is.
   * @throws Error when a gradient has another name or shape than the parameters.
   */
  step(gradients: Readonly<Record<string, tf.Tensor>>, learningRate: number): void;
  dispose(): void;
}

/**
 * Stochastic gradient descent as PyTorch defines it: m = momentum * m + (g + weightDecay * w); w = w - learningRate * m, starting
 * from m = 0. Weight decay applies to every parameter, norms and biases included.
 */
export function createSgd(parameters: NamedVariables, settings: SgdSettings): Optimiser {
  const buffers = Object.fromEntries(
    Object.entries(parameters).map(([name, weights]) => [name, tf.tidy(() => tf.variable(tf.zeros(weights.shape), false))]),
  );
  return {
    buffers,
    step(gradients, learningRate) {
      for (const [name, gradient] of Object.entries(gradients)) {
        const weights = parameters[name];
        const momentumBuffer = buffers[name];
        if (weights === undefined || momentumBuffer === undefined) throw new Error(`gradient of unknown parameter '${name}'`);
        if (!tf.util.arraysEqual(gradient.shape, weights.shape)) {
          throw new Error(`gradient of '${name}' is [${gradient.shape}], the parameter [${weights.shape}]`);
        }
        update(weights, gradient, momentumBuffer, learningRate, settings);
      }
    },
    dispose() {
      for (const buffer of Object.values(buffers)) buffer.dispose();
    },
  };
}

function update(
  weights: tf.Variable,
  gradient: tf.Tensor,
  momentumBuffer: tf.Variable,
  learningRate: number,
  settings: SgdSettings,
): void {
  const { momentum, weightDecay } = settings;
  tf.tidy(() => {
    if (hasKernel('SgdMomentum')) {
      runKernel('SgdMomentum', { weights, gradient, momentumBuffer }, { learningRate, momentum, weightDecay });
      return;
    }
    momentumBuffer.assign(tf.addN([tf.mul(momentumBuffer, momentum), gradient, tf.mul(weights, weightDecay)]));
    weights.assign(tf.sub(weights, tf.mul(momentumBuffer, learningRate)));
  });
}
