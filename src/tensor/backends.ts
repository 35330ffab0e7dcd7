/** Every backend a user can ask for; one line each. */
import { jsBackend } from './js';
import { nativeBackend } from './native/choice';
import type { BackendChoice } from './registry';
import { tensorflowBackend } from './tensorflow/choice';

export const backends: readonly BackendChoice[] = [nativeBackend, tensorflowBackend, jsBackend];
