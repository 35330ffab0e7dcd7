/**
 * Loads TensorFlow.js with all its gradients and chained operators. Importing `@tensorflow/tfjs-core` alone registers neither, and the
 * tape then fails at the first op it meets. Entry points import this once, before anything builds a tensor.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops';
import './ops/transposedConvolutionGradient';
