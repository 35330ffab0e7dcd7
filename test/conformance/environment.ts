/** What tfjs-core's op tests run in: one TensorFlow.js instance with our backend as the only test environment. */
import '../../src/core/tf';
import { setTestEnvs } from '@tensorflow/tfjs-core/dist/jasmine_util';
import { HOW_TO_BUILD, loadAddon } from '../../src/tensor/native/load';
import { registerNativeBackend } from '../../src/tensor/native/register';

const loaded = loadAddon();
if ('failure' in loaded) throw new Error(`The op tests need the native backend: ${loaded.failure}. ${HOW_TO_BUILD}`);
registerNativeBackend(loaded.addon, 'float32');
setTestEnvs([{ name: 'native', backendName: 'native', flags: {}, isDataSync: true }]);
