/** First values of weights, as PyTorch's torch.nn.init defines them. */
import type { Initialiser } from './parameters';

/**
 * Uniform in +-1/sqrt(fanIn). This is PyTorch's default both for a convolution's filter, kaiming_uniform(a = sqrt 5), and for its
 * bias.
 */
export function uniformByFanIn(fanIn: number): Initialiser {
  const bound = 1 / Math.sqrt(fanIn);
  return (values, stream) => stream.fillUniform(values, -bound, bound);
}

/** Normal with standard deviation sqrt(2 / fanIn): kaiming_normal for ReLU. */
export function kaimingNormal(fanIn: number): Initialiser {
  const deviation = Math.sqrt(2 / fanIn);
  return (values, stream) => {
    for (let i = 0; i < values.length; i++) values[i] = deviation * stream.normal();
  };
}

/** Normal with standard deviation sqrt(2 / (fanIn + fanOut)): xavier_normal. */
export function xavierNormal(fanIn: number, fanOut: number): Initialiser {
  return kaimingNormal(fanIn + fanOut);
}

export const ones: Initialiser = (values) => values.fill(1);

export const zeros: Initialiser = (values) => values.fill(0);
