import type { ShapeMap } from '@tensorflow/tfjs-core';

export type Shape5D = ShapeMap['R5'];
