import type { Activation, Weights } from './float64Network';
import { activation, batchNormRelu, convolution, type Tape, upConvolution, weights } from './float64Network';

/** The V-Net of docs/method.md 1.5 in float64, wired by hand from parameter values by name; biases of normalised layers cannot matter. */
export function float64VNet(
  values: Readonly<Record<string, Float32Array>>,
  filters: number,
  classes: number,
): { parameters: Record<string, Weights>; forward: (tape: Tape, image: Activation) => Activation } {
  const parameters = Object.fromEntries(Object.entries(values).map(([name, array]) => [name, weights(array)]));
  const named = (name: string): Weights => {
    const found = parameters[name];
    if (!found) throw new Error(`no parameter '${name}'`);
    return found;
  };
  const norm = (tape: Tape, z: Activation, name: string, skip?: Activation): Activation =>
    batchNormRelu(tape, z, named(`${name}.gamma`), named(`${name}.beta`), skip);
  const same = (tape: Tape, x: Activation, name: string, outChannels: number): Activation =>
    norm(tape, convolution(tape, x, named(`${name}.filter`), { filter: 3, stride: 1, pad: 1, outChannels }), name);
  const down = (tape: Tape, x: Activation, name: string, outChannels: number): Activation =>
    norm(tape, convolution(tape, x, named(`${name}.filter`), { filter: 2, stride: 2, pad: 0, outChannels }), name);
  const up = (tape: Tape, x: Activation, name: string, outChannels: number, skip: Activation): Activation =>
    norm(tape, upConvolution(tape, x, named(`${name}.filter`), outChannels), name, skip);
  const block = (tape: Tape, x: Activation, name: string, count: number, outChannels: number): Activation => {
    let h = x;
    for (let i = 1; i <= count; i++) h = same(tape, h, `${name}.${i}`, outChannels);
    return h;
  };

  const forward = (tape: Tape, image: Activation): Activation => {
    const x1 = block(tape, image, 'encoder.1', 1, filters);
    const x2 = block(tape, down(tape, x1, 'down.1', 2 * filters), 'encoder.2', 2, 2 * filters);
    const x3 = block(tape, down(tape, x2, 'down.2', 4 * filters), 'encoder.3', 3, 4 * filters);
    const x4 = block(tape, down(tape, x3, 'down.3', 8 * filters), 'encoder.4', 3, 8 * filters);
    const x5 = block(tape, down(tape, x4, 'down.4', 16 * filters), 'encoder.5', 3, 16 * filters);
    const y4 = block(tape, up(tape, x5, 'up.4', 8 * filters, x4), 'decoder.4', 3, 8 * filters);
    const y3 = block(tape, up(tape, y4, 'up.3', 4 * filters, x3), 'decoder.3', 3, 4 * filters);
    const y2 = block(tape, up(tape, y3, 'up.2', 2 * filters, x2), 'decoder.2', 2, 2 * filters);
    const y1 = block(tape, up(tape, y2, 'up.1', filters, x1), 'decoder.1', 1, filters);
    const logits = convolution(tape, y1, named('head.filter'), { filter: 1, stride: 1, pad: 0, outChannels: classes });
    const bias = named('head.bias');
    const shifted = activation(
      logits.shape,
      logits.values.map((value, i) => value + (bias.values[i % classes] ?? 0)),
    );
    tape.record(() => {
      shifted.gradient.forEach((g, i) => {
        logits.gradient[i] = g;
        bias.gradient[i % classes] = (bias.gradient[i % classes] ?? 0) + g;
      });
    });
    return shifted;
  };
  return { parameters, forward };
}
