import type * as tf from '@tensorflow/tfjs-core';
import type { NamedVariables } from '../networks/variables';

export interface Optimiser {
  /** What it remembers of a parameter, `<kind>.<parameter>`: part of a checkpoint. */
  readonly state: NamedVariables;
  /**
   * Changes the parameters in place. A parameter without a gradient stays as it is.
   * @throws Error when a gradient has another name or shape than the parameters.
   */
  step(gradients: Readonly<Record<string, tf.Tensor>>, learningRate: number): void;
  /** Forgets everything, as at the start. */
  reset(): void;
  dispose(): void;
}
