import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { FileError } from '../fileError';
import { volumeBudget } from '../memory';
import { errorOf } from '../plainError';
import type { Hdf5Answer, Hdf5Header, Hdf5Request, Hdf5Voxels } from './request';
import { threadFile } from './threadFile';

/** How far the library is trusted. */
export interface ReaderLimits {
  /** Files after which a thread is thrown away, though all went well. */
  readonly files: number;
  /** Milliseconds that a file of so many bytes may take. */
  readonly milliseconds: (fileBytes: number) => number;
  /** Milliseconds after which a thread that nobody asks is thrown away. */
  readonly idle: number;
}

/** Slow disks read some megabytes a second; the library inflates a hundred. */
const LIMITS: ReaderLimits = { files: 500, milliseconds: (bytes) => 60_000 + bytes / 1000, idle: 60_000 };

/** The library's memory is 32-bit. */
const MOST_MEMORY = 2 ** 31;

export interface Hdf5Reader {
  /**
   * Throws FileError, also where the file makes the library hang or die, or would take more memory than `memory` (half of what is free
   * without it).
   */
  read(request: Omit<Hdf5Request, 'memory'> & { readonly memory?: number }): Promise<Hdf5Header | Hdf5Voxels>;
  close(): Promise<void>;
}

const damaged = (path: string, what: string): FileError =>
  new FileError(path, 'HDF5', `it cannot be read (${what}).`, 'The file is damaged or cut off: copy it again.');

function startThread(thread: URL): Worker {
  if (!existsSync(thread))
    throw new FileError(fileURLToPath(thread), 'file', 'the program that reads HDF5 files is missing.', 'Run npm run build.');
  const worker = new Worker(thread, {
    workerData: { memory: Math.min(MOST_MEMORY, volumeBudget()) },
    execArgv: [],
    env: {},
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  // What the library says of a broken file is for nobody.
  worker.stdout.resume();
  worker.stderr.resume();
  // An error that comes while nobody waits, or while it ends, is nobody's.
  worker.on('error', () => undefined);
  return worker;
}

/** One question and its answer; a thread that dies or takes too long is not usable. */
function ask(worker: Worker, request: Hdf5Request, milliseconds: number): Promise<Hdf5Answer> {
  const { path } = request;
  return new Promise((resolve) => {
    const end = (answer: Hdf5Answer): void => {
      clearTimeout(timer);
      worker.off('message', end).off('error', onError).off('exit', onExit);
      worker.unref();
      resolve(answer);
    };
    const fail = (what: string): void => {
      const { file, field, problem, fix } = damaged(path, what);
      end({ usable: false, error: { kind: 'file', file, field, problem, fix } });
    };
    const onError = ({ message }: Error): void => fail(message);
    const onExit = (): void => fail('the reader ended');
    const late = (): void => fail(`it takes longer than ${Math.round(milliseconds / 1000)} seconds`);
    // An answer may be waiting where this thread was busy itself: it comes first.
    const timer = setTimeout(() => setImmediate(late), milliseconds);
    worker.ref();
    worker.on('message', end).on('error', onError).on('exit', onExit);
    worker.postMessage(request);
  });
}

/**
 * Reads HDF5 files one at a time in a thread, which is thrown away after every failure of the library and after some hundred files: the
 * library keeps state of damaged files that makes later ones fail, and some make it hang or abort.
 */
export function createHdf5Reader(thread: URL = threadFile, limits: ReaderLimits = LIMITS): Hdf5Reader {
  let worker: Worker | null = null;
  let files = 0;
  let last: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;

  async function discard(): Promise<void> {
    const old = worker;
    worker = null;
    files = 0;
    await old?.terminate();
  }

  async function once(request: Hdf5Request): Promise<Hdf5Answer> {
    clearTimeout(idle);
    const { size } = await stat(request.path).catch(() => ({ size: 0 }));
    worker ??= startThread(thread);
    files++;
    const answer = await ask(worker, request, limits.milliseconds(size));
    if (!answer.usable || files >= limits.files) await discard();
    else idle = setTimeout(() => void discard(), limits.idle).unref();
    return answer;
  }

  async function read(request: Hdf5Request): Promise<Hdf5Header | Hdf5Voxels> {
    const readBefore = files > 0;
    let answer = await once(request);
    // A file is blamed by a library only that has seen no other.
    if (!answer.usable && readBefore) answer = await once(request);
    if ('error' in answer) throw errorOf(answer.error);
    return answer.read;
  }

  return {
    read(request) {
      const reading = last.then(() => read({ memory: volumeBudget(), ...request }));
      last = reading.catch(() => undefined);
      return reading;
    },
    close: () => last.then(discard),
  };
}

let shared: Hdf5Reader | undefined;

/** The reader of this thread; it starts with the first file. */
export function hdf5Reader(): Hdf5Reader {
  shared ??= createHdf5Reader();
  return shared;
}
