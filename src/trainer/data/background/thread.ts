/** The thread that reads and prepares volumes while the engine, which blocks the main thread, computes. Bundled as dist/loader.js. */
import { parentPort, workerData } from 'node:worker_threads';
import { plainError } from '../../../io/plainError';
import type { ReadingTask } from '../trainingCase';
import { readTrainingCase } from '../trainingCase';
import type { ReadReply, ReadRequest } from './messages';
import { buffersOf } from './messages';

const task = workerData as ReadingTask;

async function answer({ seq, id, labelled }: ReadRequest): Promise<void> {
  try {
    const read = await readTrainingCase(task, id, labelled);
    parentPort?.postMessage({ seq, read } satisfies ReadReply, buffersOf(read));
  } catch (error) {
    parentPort?.postMessage({ seq, error: plainError(error) } satisfies ReadReply);
  }
}

// One after the other: what was asked for first is needed first, and only one file is in memory beside its volume.
let last: Promise<void> = Promise.resolve();
parentPort?.on('message', (request: ReadRequest) => {
  last = last.then(() => answer(request));
});
