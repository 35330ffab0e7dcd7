/** What tfjs-core's op tests run in: one TensorFlow.js instance with our backend as the only test environment. */
import '../../src/core/tf';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { loadAddon } from '../../src/tensor/native/load';
import { registerNativeBackend } from '../../src/tensor/native/register';

const loaded = loadAddon();
if ('failure' in loaded) throw new Error(loaded.failure);
registerNativeBackend(loaded.addon, 'float32');
setTestEnvs([{ name: 'native', backendName: 'native', flags: {}, isDataSync: true }]);
