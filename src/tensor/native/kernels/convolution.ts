import * as tf from '@tensorflow/tfjs-core';
import type { ConvolutionGeometry } from '../addon';
import { NO_STORAGE } from '../addon';
import { geometryOf2D, geometryOf3D } from '../geometry';
import type { KernelScope } from '../scope';
import type { Inputs, NativeKernel } from './define';
import { areFilledFloats, override, required } from './define';

const { computeConv2DInfo, computeConv3DInfo } = tf.backend_util;

interface Convolution {
  /** undefined: not a convolution that the addon does. */
  readonly geometry: ConvolutionGeometry | undefined;
  readonly resultShape: number[];
  /** The shape that an input gradient must have; tfjs lets conv2dTranspose be called with others, which the inherited kernel serves. */
  readonly dyShape: number[];
}

/** Says which convolution a call is, whatever direction it goes. */
type Plan<Attributes> = (inputs: Inputs, attributes: Attributes) => Convolution;
type Direction = (scope: KernelScope, inputs: Inputs, geometry: ConvolutionGeometry, outShape: number[]) => tf.TensorInfo;

function convolution<Attributes>(name: string, plan: Plan<Attributes>, direction: Direction): NativeKernel {
  return override<Attributes>(
    name,
    (inputs, attributes) => {
      if (!areFilledFloats(...Object.values(inputs))) return false;
      const { geometry, dyShape } = plan(inputs, attributes);
      return geometry !== undefined && (inputs['dy'] === undefined || tf.util.arraysEqual(inputs['dy'].shape, dyShape));
    },
    (scope, inputs, attributes) => {
      const { geometry, resultShape } = plan(inputs, attributes);
      if (geometry === undefined) throw new Error(`${name}: not a convolution that the addon does.`);
      return direction(scope, inputs, geometry, resultShape);
    },
  );
}

/** The result is float32 also of a bfloat16 input: this is the path of a network's logits. */
const forward: Direction = (scope, inputs, geometry, outShape) => {
  const x = scope.input(required('convolution', inputs, 'x'));
  const filter = scope.input(required('convolution', inputs, 'filter'), 'float32');
  const y = scope.output(outShape, 'float32');
  scope.addon.convolve(geometry, x, filter, NO_STORAGE, y.storage);
  return y.info;
};

const backwardData: Direction = (scope, inputs, geometry, inShape) => {
  const dy = scope.input(required('convolution gradient', inputs, 'dy'));
  const filter = scope.input(required('convolution gradient', inputs, 'filter'), 'float32');
  const dx = scope.output(inShape, scope.backend.activationType);
  scope.addon.convolveBackwardData(geometry, dy, filter, dx.storage);
  return dx.info;
};

const backwardFilter: Direction = (scope, inputs, geometry, filterShape) => {
  const x = scope.input(required('convolution gradient', inputs, 'x'));
  const dy = scope.input(required('convolution gradient', inputs, 'dy'));
  const dFilter = scope.output(filterShape, 'float32');
  scope.addon.convolveBackwardFilter(geometry, x, dy, dFilter.storage);
  return dFilter.info;
};

type Shape4D = [number, number, number, number];
type Shape5D = [number, number, number, number, number];
const shape4D = (name: string, inputs: Inputs, key: string): Shape4D => required(name, inputs, key).shape as Shape4D;
const shape5D = (name: string, inputs: Inputs, key: string): Shape5D => required(name, inputs, key).shape as Shape5D;

function plan3D(info: tf.backend_util.Conv3DInfo, resultShape: number[]): Convolution {
  return { geometry: geometryOf3D(info), resultShape, dyShape: info.outShape };
}
function plan2D(info: tf.backend_util.Conv2DInfo, resultShape: number[]): Convolution {
  return { geometry: geometryOf2D(info), resultShape, dyShape: info.outShape };
}

export const convolutionKernels = (): NativeKernel[] => [
  convolution<tf.Conv3DAttrs>(
    'Conv3D',
    (inputs, { strides, pad, dilations }) => {
      const info = computeConv3DInfo(
        shape5D('Conv3D', inputs, 'x'),
        shape5D('Conv3D', inputs, 'filter'),
        strides,
        dilations,
        pad,
      );
      return plan3D(info, info.outShape);
    },
    forward,
  ),
  convolution<tf.Conv3DBackpropInputV2Attrs>(
    'Conv3DBackpropInputV2',
    (inputs, { strides, pad, inputShape }) => {
      const info = computeConv3DInfo(inputShape, shape5D('Conv3DBackpropInputV2', inputs, 'filter'), strides, 1, pad);
      return plan3D(info, info.inShape);
    },
    backwardData,
  ),
  convolution<tf.Conv3DBackpropFilterV2Attrs>(
    'Conv3DBackpropFilterV2',
    (inputs, { strides, pad, filterShape }) => {
      const info = computeConv3DInfo(shape5D('Conv3DBackpropFilterV2', inputs, 'x'), filterShape, strides, 1, pad);
      return plan3D(info, info.filterShape);
    },
    backwardFilter,
  ),
  convolution<tf.Conv2DAttrs>(
    'Conv2D',
    (inputs, { strides, pad, dataFormat, dilations, dimRoundingMode }) => {
      const info = computeConv2DInfo(
        shape4D('Conv2D', inputs, 'x'),
        shape4D('Conv2D', inputs, 'filter'),
        strides,
        dilations,
        pad,
        dimRoundingMode,
        false,
        tf.backend_util.convertConv2DDataFormat(dataFormat),
      );
      return plan2D(info, info.outShape);
    },
    forward,
  ),
  convolution<tf.Conv2DBackpropInputAttrs>(
    'Conv2DBackpropInput',
    (inputs, { strides, pad, dataFormat, dimRoundingMode, inputShape }) => {
      const info = computeConv2DInfo(
        inputShape,
        shape4D('Conv2DBackpropInput', inputs, 'filter'),
        strides,
        1,
        pad,
        dimRoundingMode,
        false,
        tf.backend_util.convertConv2DDataFormat(dataFormat),
      );
      return plan2D(info, info.inShape);
    },
    backwardData,
  ),
  convolution<tf.Conv2DBackpropFilterAttrs>(
    'Conv2DBackpropFilter',
    (inputs, { strides, pad, dataFormat, dimRoundingMode, filterShape }) => {
      const info = computeConv2DInfo(
        shape4D('Conv2DBackpropFilter', inputs, 'x'),
        filterShape,
        strides,
        1,
        pad,
        dimRoundingMode,
        false,
        tf.backend_util.convertConv2DDataFormat(dataFormat),
      );
      return plan2D(info, info.filterShape);
    },
    backwardFilter,
  ),
];
