import { pathToFileURL } from 'node:url';
import type { Plugin } from 'vitest/config';
import { defineConfig } from 'vitest/config';
import { bundleForTests, bundleThread } from './scripts/tensorflow.mjs';

const tensorflowModules = await bundleForTests();

/** Sends every TensorFlow.js import to the pre-bundled modules; see scripts/tensorflow.mjs for the reason. */
const tensorflow: Plugin = {
  name: 'llm-segnet-tensorflow',
  enforce: 'pre',
  resolveId(source) {
    if (!/^@tensorflow\/tfjs-(core|backend-cpu)(\/|$)/.test(source)) return null;
    const file = tensorflowModules.get(source);
    if (file === undefined) throw new Error(`${source} was not imported when the test run started; start it again.`);
    return file;
  },
};

const hdf5Thread = pathToFileURL(await bundleThread('hdf5', 'src/io/hdf5/thread/main.ts')).href;

/** Tests run unbundled, with the thread that reads HDF5 bundled as it is now. */
const threads: Plugin = {
  name: 'llm-segnet-threads',
  enforce: 'pre',
  load: (id) =>
    id.endsWith('/src/io/hdf5/threadFile.ts') ? `export const threadFile = new URL(${JSON.stringify(hdf5Thread)});` : null,
};

export default defineConfig({
  plugins: [tensorflow, threads],
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    pool: 'forks',
    // No measurement decides what a test computes: the engine takes Winograd's convolutions wherever it has them.
    env: {
      LLMSEGNET_CONVOLUTION: process.env['LLMSEGNET_CONVOLUTION'] ?? 'winograd',
      LLMSEGNET_PRECISION: process.env['LLMSEGNET_PRECISION'] ?? 'float32',
    },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // The plain JavaScript backend advertises tfjs-node once a process.
    onConsoleLog: (log) => !log.includes('you are running TensorFlow.js in Node.js'),
  },
});
