/**
 * Loads tfjs-node's backend and kernels into the TensorFlow.js that the product itself uses. tfjs-node asks for
 * `@tensorflow/tfjs`, a second TensorFlow.js with an engine and registries of its own; in its cache folder that is an empty
 * module, which is filled with ours before the first kernel is loaded.
 */

import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';
import * as tf from '@tensorflow/tfjs-core';
import { bindingFile, packagesFolder } from './binding';
import type { TensorflowInstallation } from './installation';

interface TfjsNodeBackend {
  NodeJSKernelBackend: new (binding: unknown, packageName: string) => tf.KernelBackend;
}

/** tfjs-node is ES5: it calls its parent class as a function, which a class of today refuses. */
function callableClass(parent: typeof tf.KernelBackend): unknown {
  function Callable(this: object): object {
    return Reflect.construct(parent, [], this.constructor) as object;
  }
  Callable.prototype = parent.prototype;
  return Callable;
}

/** tfjs-node calls two helpers of which Node 23 removed one and Node 22 warns about the other. */
function restoreUtilities(): void {
  const utilities = util as unknown as Record<string, unknown>;
  utilities['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  utilities['isArray'] = Array.isArray;
}

/** Registers backend and kernels 'tensorflow'. Once per process: TensorFlow itself cannot be unloaded. */
export function registerTensorflowBackend(installation: TensorflowInstallation): void {
  const require = createRequire(join(packagesFolder(), 'package.json'));
  restoreUtilities();
  Object.assign(require('@tensorflow/tfjs'), tf, { KernelBackend: callableClass(tf.KernelBackend) });
  const binding = require(bindingFile(installation)) as { isUsingGpuDevice(): boolean };
  require('@tensorflow/tfjs-node/dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('@tensorflow/tfjs-node/dist/nodejs_kernel_backend') as TfjsNodeBackend;
  // tfjs-node and tfjs-node-gpu differ in nothing but this name.
  const packageName = binding.isUsingGpuDevice() ? '@tensorflow/tfjs-node-gpu' : '@tensorflow/tfjs-node';
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, packageName));
}
