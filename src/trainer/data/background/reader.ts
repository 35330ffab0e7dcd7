import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { errorOf } from '../../../io/plainError';
import type { ReadingTask, TrainingCase } from '../trainingCase';
import { readTrainingCase } from '../trainingCase';
import type { ReadReply, ReadRequest } from './messages';

/** Reads training cases by id. */
export interface CaseReader {
  /** Rejects with FileError, or when the reader is closed. */
  read(id: string, labelled: boolean): Promise<TrainingCase>;
  close(): Promise<void>;
}

/** The bundled thread, beside the bundle that this file is part of. */
const BUNDLED = new URL('./loader.js', import.meta.url);

interface Waiting {
  readonly resolve: (read: TrainingCase) => void;
  readonly reject: (error: Error) => void;
}

/** Reads in a thread of its own, which keeps no process alive. Voxels are handed over, not copied. */
export function threadReader(task: ReadingTask, thread: URL = BUNDLED): CaseReader {
  const worker = new Worker(thread, { workerData: task });
  worker.unref();
  const waiting = new Map<number, Waiting>();
  let seq = 0;
  let ended: Error | null = null;
  const end = (error: Error): void => {
    ended ??= error;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
  };
  worker.on('message', (reply: ReadReply) => {
    const one = waiting.get(reply.seq);
    waiting.delete(reply.seq);
    if (waiting.size === 0) worker.unref();
    if ('read' in reply) one?.resolve(reply.read);
    else one?.reject(errorOf(reply.error));
  });
  worker.on('error', (error: Error) =>
    end(new Error(`the thread that reads volumes failed: ${error.message}`, { cause: error })),
  );
  worker.on('exit', () => end(new Error('the thread that reads volumes has ended')));
  return {
    read: (id, labelled) =>
      new Promise((resolve, reject) => {
        if (ended !== null) {
          reject(ended);
          return;
        }
        waiting.set(seq, { resolve, reject });
        // While somebody waits for a file the process must not end.
        worker.ref();
        worker.postMessage({ seq, id, labelled } satisfies ReadRequest);
        seq++;
      }),
    async close() {
      await worker.terminate();
    },
  };
}

/** Reads on the calling thread: for sources that run unbundled, such as tests. */
function directReader(task: ReadingTask): CaseReader {
  return { read: (id, labelled) => readTrainingCase(task, id, labelled), close: () => Promise.resolve() };
}

export function openReader(task: ReadingTask): CaseReader {
  return existsSync(BUNDLED) ? threadReader(task) : directReader(task);
}
