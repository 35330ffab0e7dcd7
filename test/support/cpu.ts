/**
 * The reference backend of the unit tests: importing this makes tfjs-backend-cpu the active one, with all gradients registered.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import '../../src/core/tf';

await tf.setBackend('cpu');
