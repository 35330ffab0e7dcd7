/** How sure a model is of the unlabelled images, by what several noisy passes of it agree on (UA-MT, AC-MT). */
import * as tf from '@tensorflow/tfjs-core';
import { entropy } from '../losses/certainty';
import type { Batch } from '../sampling/types';
import { forwardSeed, gaussianTensor, unlabelledImages } from './inputs';
import type { Model, StepContext } from './types';

/**
 * H(u) of u = mean over the noisy passes of softmax f(x_u + g_i): [unlabelled, z, y, x, 1], in nats. Each pass takes the unlabelled half
 * twice, in training mode, which moves the model's running statistics, and without gradient.
 */
export function uncertainty(
  model: Model,
  batch: Batch,
  context: StepContext,
  { passes, noise }: { readonly passes: number; readonly noise: number },
): tf.Tensor5D {
  const x = unlabelledImages(batch);
  const twice = new Float32Array(2 * x.length);
  twice.set(x);
  twice.set(x, x.length);
  return tf.tidy(() => {
    let sum: tf.Tensor = tf.scalar(0);
    for (let i = 1; i <= passes; i++) {
      const purpose = `${model.name}.${i}`;
      // Each pass is one tidy: its activations are gone before the next.
      sum = tf.tidy(() => {
        const noisy = gaussianTensor(twice, batch, context, { deviation: noise, purpose });
        const z = model.network.forward(noisy, { training: true, seed: forwardSeed(context, purpose) });
        const [first, second] = tf.split(tf.softmax(z), 2, 0) as [tf.Tensor, tf.Tensor];
        return tf.addN([tf.add(first, second), ...(i === 1 ? [] : [sum])]);
      });
    }
    return entropy(tf.div(sum, 2 * passes)) as tf.Tensor5D;
  });
}
