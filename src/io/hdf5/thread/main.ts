/** The thread that reads HDF5 files, thrown away by src/io/hdf5/reader.ts when its library fails. Bundled as dist/hdf5.js. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Hdf5Request } from '../request';
import { answer } from './answer';
import { limitMemory } from './library';

limitMemory((workerData as { memory: number }).memory);

parentPort?.on('message', (request: Hdf5Request) => {
  void answer(request).then((made) => {
    const voxels = 'read' in made && 'data' in made.read ? [made.read.data.buffer] : [];
    parentPort?.postMessage(made, voxels);
  });
});
