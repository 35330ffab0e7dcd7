/**
 * Early release: which data a gradient function may overwrite or free before the backward pass is over. TensorFlow.js itself keeps every
 * saved tensor and every intermediate gradient to the end of the pass.
 *
 * Why it is safe. tfjs walks the tape backwards, so when the gradient function of a node P runs, every node that consumed P's output has
 * had its turn, or is not on the path to the result and never will. The consumers' saved copies of P's output are then dead weight. Two
 * parties could still look at the data: a tensor that the user holds, which shows as a reference beyond the tape's saved copies, and
 * an enclosing gradient that is still recording (gradientDepth > 0). Both are checked, and then nothing is released. Only the producer
 * releases, so the network's input, which no node on the tape produced, is never touched.
 *
 * A gradient (dy) belongs to the entry of the tape's map that handed it over: tfjs disposes it as soon as it adds another contribution to
 * it. It was made in the scope of this backward pass (a gradient the user passed in was not), and with one reference nobody shares its
 * data. Whoever looks at it afterwards all the same gets an Error, never wrong numbers.
 */
import * as tf from '@tensorflow/tfjs-core';
import { NativeBackend } from './backend';

const AFTER_BACKWARD =
  'was released after its backward pass; keep a tf.clone() of it, or turn to it before the gradients are computed';
const CONSUMED = 'was released after its backward pass; as a gradient it was overwritten by the gradient it led to';

/** Whether the kernel that is running now goes onto the tape, so that it must keep what its gradient needs. */
export function isRecorded(): boolean {
  const { gradientDepth, kernelDepth } = tf.engine().state;
  // Only kernels called at depth 0 are recorded; at their own depth, 1, they run.
  return gradientDepth > 0 && kernelDepth === 1;
}

/** Whether the gradient functions that run now are themselves being differentiated: nothing may then be freed or overwritten. */
export function isNested(): boolean {
  return tf.engine().state.gradientDepth > 0;
}

/** Whether the gradient function that is running now may overwrite or free `dy`. */
export function mayConsume(dy: tf.Tensor): boolean {
  const { activeScope } = tf.engine().state;
  if (isNested() || activeScope === null || dy.kept || dy.scopeId !== activeScope.id) return false;
  const backend = tf.backend();
  return backend instanceof NativeBackend && backend.refCount(dy.dataId) === 1;
}

/** Takes over the storage of a gradient that mayConsume() allowed. */
export function consume(backend: NativeBackend, dy: tf.TensorInfo): ReturnType<NativeBackend['storageOf']> {
  backend.storageOf(dy);
  return backend.entry(dy.dataId).take(CONSUMED);
}

/** Frees the output of the node whose gradient function is running, if nobody but the tape can see it. */
export function releaseOutput(backend: NativeBackend, dataId: tf.DataId): void {
  const { activeTape } = tf.engine().state;
  if (isNested() || activeTape === null || !backend.data.has(dataId)) return;
  let saved = 0;
  for (const node of activeTape) for (const tensor of node.saved ?? []) if (tensor.dataId === dataId) saved++;
  const entry = backend.entry(dataId);
  if (entry.isNative && entry.refCount === saved) entry.release(AFTER_BACKWARD);
}

/** At the end of a gradient function: frees the node's output and its gradient where nobody else can see them. */
export function endOfNode(output: tf.Tensor | undefined, dy: tf.Tensor): void {
  const backend = tf.backend();
  if (!(backend instanceof NativeBackend)) return;
  if (output !== undefined) releaseOutput(backend, output.dataId);
  if (mayConsume(dy)) backend.entry(dy.dataId).release(CONSUMED);
}
