/** Early release: what the user can still see stays, and what is gone says so. */
import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unet } from '../../../src/core/networks/unet';
import { vnet } from '../../../src/core/networks/vnet';
import { convNormRelu } from '../../../src/core/ops/convNormRelu';
import { counterDropout } from '../../../src/core/ops/counterDropout';
import { addon, gridValues, NOT_BUILT, relativeError, useJs, useNative, withoutAddon } from '../../core/ops/support';
import { createNetwork } from './network';

const SHAPE: tf.ShapeMap['R5'] = [1, 4, 4, 4, 3];
const make = (seed: number, shape: tf.ShapeMap['R5'] = SHAPE): tf.Tensor5D =>
  tf.tensor(gridValues(tf.util.sizeFromShape(shape), seed), shape);
const filterOf = (): tf.Tensor5D => make(2, [3, 3, 3, 3, 3]);
const block = (x: tf.Tensor5D, filter: tf.Tensor5D, skip?: tf.Tensor5D): tf.Tensor5D =>
  convNormRelu(x, { filter }, { kind: 'same', norm: 'batch', training: true }, skip);
const values = (t: tf.Tensor): Float32Array => t.dataSync().slice() as Float32Array;

/** Runs the same function on 'js', where nothing is released, and on native. */
async function onBoth(f: () => Float32Array[], tolerance = 1e-4): Promise<void> {
  await useJs();
  const expected = tf.tidy(() => f());
  await useNative();
  const found = tf.tidy(() => f());
  expect(found.length).toBe(expected.length);
  found.forEach((each, i) => expect(relativeError(each, expected[i] ?? []), `result ${i}`).toBeLessThan(tolerance));
}

describe.skipIf(withoutAddon)(`early release${NOT_BUILT}`, () => {
  // What is released does not depend on how a convolution is computed; sums that round alike flip no ReLU against the other backend.
  const before = addon?.convolutionPreference() ?? 'measured';
  beforeAll(() => addon?.setConvolutionPreference('direct'));
  afterAll(() => addon?.setConvolutionPreference(before));

  it('changes no gradient of a whole network', async () => {
    await onBoth(() => {
      const network = createNetwork(4);
      const x = make(3, [2, 8, 8, 8, 1]) as tf.Tensor5D;
      const { value, grads } = tf.variableGrads(() => tf.mean(tf.square(network.forward(x))) as tf.Scalar, network.variables);
      const all = [values(value), ...network.variables.map((v) => values(grads[v.name] as tf.Tensor))];
      network.dispose();
      return all;
    });
  });

  it('changes no gradient of a U-Net, which joins, pools and upsamples', async () => {
    await onBoth(() => {
      const network = unet.create({ kind: 'unet', filters: 2, dropout: 0.3 }, { channels: 1, classes: 2, seed: 1, model: 'A' });
      const variables = Object.values(network.parameters);
      const x = make(3, [1, 16, 16, 32, 1]);
      const { value, grads } = tf.variableGrads(
        () => tf.mean(tf.square(network.forward(x, { training: true, seed: 1 }))) as tf.Scalar,
        variables,
      );
      const all = [values(value), ...variables.map((v) => values(grads[v.name] as tf.Tensor))];
      network.dispose();
      return all;
    });
  });

  it('changes no gradient of a V-Net with three decoders and two heads, which share features', async () => {
    await onBoth(() => {
      const decoders = [
        { name: 'main' },
        { name: 'smooth', upsampling: 'trilinear' },
        { name: 'nearest', upsampling: 'nearest' },
      ] as const;
      const heads = [
        { name: 'segmentation', channels: 2 },
        { name: 'distance', channels: 1 },
      ];
      const parts = { decoders, heads };
      const network = vnet.create(
        { kind: 'vnet', filters: 4, dropout: 0.3 },
        { channels: 1, classes: 2, seed: 1, model: 'A', parts },
      );
      const variables = Object.values(network.parameters);
      const x = make(3, [1, 16, 16, 32, 1]);
      const { value, grads } = tf.variableGrads(() => {
        const outputs = Object.values(network.outputs(x, { training: true, seed: 1 }));
        const terms = outputs.flatMap(({ heads: said, features, levels }) => [...Object.values(said), features, ...levels]);
        return tf.addN(terms.map((term) => tf.mean(tf.square(term)))) as tf.Scalar;
      }, variables);
      const all = [values(value), ...variables.map((v) => values(grads[v.name] as tf.Tensor))];
      network.dispose();
      return all;
      // Batch norm over the two voxels of the bottleneck magnifies rounding; released data would be an Error.
    }, 5e-3);
  });

  it('leaves activations that the user kept, and the input, readable', async () => {
    await onBoth(() => {
      const x = make(1);
      let kept: tf.Tensor | undefined;
      const gradient = tf.grad((f: tf.Tensor) => {
        const h = tf.keep(block(x, f as tf.Tensor5D));
        kept = h;
        return tf.sum(tf.square(block(h, f as tf.Tensor5D)));
      })(filterOf());
      const result = [values(kept as tf.Tensor), values(gradient), values(x)];
      kept?.dispose();
      return result;
    });
  });

  it('leaves an activation that is the result itself readable', async () => {
    await onBoth(() => {
      const { value, grad } = tf.valueAndGrad((f: tf.Tensor) => block(make(1), f as tf.Tensor5D))(filterOf(), tf.ones(SHAPE));
      return [values(value), values(grad)];
    });
  });

  it('leaves a gradient that the user passed in readable', async () => {
    await onBoth(() => {
      const dy = make(4);
      const gradient = tf.grad((f: tf.Tensor) => block(make(1), f as tf.Tensor5D))(filterOf(), dy);
      return [values(gradient), values(dy)];
    });
  });

  it('adds up gradients of an activation with several consumers', async () => {
    await onBoth(() => {
      const gradient = tf.grad((f: tf.Tensor) => {
        const filter = f as tf.Tensor5D;
        const a = block(make(1), filter);
        const b = block(a, filter, a);
        const c = counterDropout(block(b, filter, a), { mode: 'element', rate: 0.5, seed: 1 });
        return tf.sum(tf.mul(tf.add(c, tf.add(a, tf.relu(b))), make(5)));
      })(filterOf());
      return [values(gradient)];
    });
  });

  it('serves gradients through views of an activation', async () => {
    await onBoth(() => {
      const gradient = tf.grad((f: tf.Tensor) => {
        const filter = f as tf.Tensor5D;
        const view = tf.reshape(tf.clone(block(make(1), filter)), SHAPE);
        return tf.sum(tf.mul(block(view as tf.Tensor5D, filter), make(5)));
      })(filterOf());
      return [values(gradient)];
    });
  });

  it('refuses a second backward pass through released data', async () => {
    await useNative();
    const x = make(1);
    const filter = filterOf();
    const statistics: tf.Tensor[] = [];
    const attributes = { kind: 'same', norm: 'batch', epsilon: 1e-5, needsInputGradient: true, hasSkip: false };
    tf.grad((f: tf.Tensor) => {
      const outputs = tf.engine().runKernel<tf.Tensor[]>('ConvNormRelu', { x, filter: f }, attributes);
      statistics.push(tf.keep(outputs[1] as tf.Tensor));
      return tf.sum(outputs[0] as tf.Tensor);
    })(filter);
    const again = (): unknown =>
      tf
        .getGradient('ConvNormRelu')
        .gradFunc(tf.ones(SHAPE), [x, filter, statistics[0] as tf.Tensor], attributes as unknown as tf.NamedAttrMap);
    expect(again).toThrow(/released after its backward pass; run the forward pass again/);
  });

  it('refuses a second gradient of a fused loss', async () => {
    await useNative();
    const carriers: tf.Tensor[] = [];
    tf.grad((logits: tf.Tensor) => {
      const outputs = tf.engine().runKernel<tf.Tensor[]>('ConsistencyLoss', { logits, peerLogits: make(6) }, { kind: 'mse' });
      carriers.push(tf.keep(outputs[2] as tf.Tensor));
      return outputs[0] as tf.Tensor;
    })(make(1));
    const again = (): unknown => tf.getGradient('ConsistencyLoss').gradFunc([tf.scalar(1)], [carriers[0] as tf.Tensor], {});
    expect(again).toThrow(/released after its backward pass/);
  });

  it('makes reading a consumed gradient an Error, never wrong numbers', async () => {
    await useNative();
    const seen: tf.Tensor[] = [];
    // A straight-through node that holds on to the gradient it handed over, and looks at it after a block consumed it.
    const spy = (look: boolean) =>
      tf.customGrad((...[x]: (tf.Tensor | tf.GradSaveFunc)[]) => ({
        value: (x as tf.Tensor).clone(),
        gradFunc: (dy: tf.Tensor) => {
          if (look) seen[0]?.dataSync();
          const handed = tf.mul(dy, 1);
          seen.push(handed);
          return handed;
        },
      }));
    const f = (filter: tf.Tensor): tf.Tensor => {
      const first = spy(true)(block(make(1), filter as tf.Tensor5D)) as tf.Tensor5D;
      return tf.sum(spy(false)(block(first, filter as tf.Tensor5D)));
    };
    expect(() => tf.tidy(() => tf.grad(f)(filterOf()))).toThrow(/was released after its backward pass/);
  });

  it('tells when a gradient is wanted that was declared unnecessary', async () => {
    await useNative();
    const f = (x: tf.Tensor): tf.Tensor =>
      tf.sum(
        convNormRelu(
          x as tf.Tensor5D,
          { filter: filterOf() },
          { kind: 'same', norm: 'batch', training: true, needsInputGradient: false },
        ),
      );
    expect(() => tf.tidy(() => tf.grad(f)(make(1)))).toThrow(/gradient of 'x' is wanted, but was declared unnecessary/);
  });

  it('keeps everything while an outer gradient is being recorded', async () => {
    await onBoth(() => {
      // The inner gradient enters the outer function as a constant; its backward pass must not eat the outer one's activations.
      const gradient = tf.grad((f: tf.Tensor) => {
        const filter = f as tf.Tensor5D;
        const h = block(make(1), filter);
        const inner = tf.grad((s: tf.Tensor) => tf.sum(tf.mul(tf.square(s), make(7))))(make(8));
        return tf.sum(tf.mul(block(h, filter), inner));
      })(filterOf());
      return [values(gradient)];
    });
  });
});
