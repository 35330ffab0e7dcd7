import * as tf from '@tensorflow/tfjs-core';

/**
 * tfjs-core has no gradient for the kernel behind conv3dTranspose. The kernel maps dy to dx by the transpose of a convolution, so its own
 * transpose is that convolution, and the filter's gradient is the convolution's with the roles of input and output gradient exchanged.
 */
tf.registerGradient({
  kernelName: tf.Conv3DBackpropInputV2,
  inputsToSave: ['dy', 'filter'],
  gradFunc: (gradient, saved, attributes) => {
    const { strides, pad } = attributes as unknown as tf.Conv3DBackpropInputV2Attrs;
    const g = gradient as tf.Tensor5D;
    const [dy, filter] = saved as [tf.Tensor5D, tf.Tensor5D];
    return {
      dy: () => tf.conv3d(g, filter, strides, pad),
      filter: () =>
        tf.engine().runKernel(tf.Conv3DBackpropFilterV2, { x: g, dy }, {
          strides,
          pad,
          filterShape: filter.shape,
        } as unknown as tf.NamedAttrMap),
    };
  },
});
