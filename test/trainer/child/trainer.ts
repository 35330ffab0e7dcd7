import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { bundleOptions } from '../../../scripts/tensorflow.mjs';
import { listCheckpoints } from '../../../src/io/run/checkpoints';
import { runPaths } from '../../../src/io/run/runDirectory';
import { BEAT, HEARTBEAT_FD } from '../../../src/protocol/heartbeat';
import type { TrainerCallBody, TrainerJob, TrainerMessage } from '../../../src/protocol/trainer';
import { createCaller, decodeEvent } from '../../../src/protocol/trainer';
import { ADDON } from '../../cli/process';

const root = join(import.meta.dirname, '..', '..', '..');

/** Bundles the trainer as scripts/build.mjs does, from the sources as they are now. Returns the file. */
export async function bundleTrainer(folder: string): Promise<string> {
  await build({
    ...(bundleOptions as BuildOptions),
    absWorkingDir: root,
    entryPoints: { trainer: 'src/trainer/main.ts', heartbeat: 'src/trainer/child/heartbeatThread.ts' },
    outdir: folder,
  });
  return join(folder, 'trainer.js');
}

/** A host for one trainer, as the extension is one. */
export interface Host {
  readonly child: ChildProcess;
  readonly messages: TrainerMessage[];
  /** What was sent that the protocol does not know. */
  readonly problems: string[];
  call(body: TrainerCallBody): number;
  /** Resolves to the first message that fits, past or to come; rejects when the process ends without it. */
  until(fits: (message: TrainerMessage) => boolean): Promise<TrainerMessage>;
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

export function startHost(
  trainer: string,
  start?: { job: TrainerJob; onHostLoss?: 'continue' | 'checkpoint-and-exit'; runId?: string },
): Host {
  const child = fork(trainer, [], {
    serialization: 'advanced',
    execArgv: [],
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', LLMSEGNET_ADDON: ADDON },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
  const pipe = child.stdio[HEARTBEAT_FD] as Duplex;
  pipe.on('error', () => undefined);
  pipe.resume();
  const beating = setInterval(() => pipe.write(BEAT), 1000);
  const messages: TrainerMessage[] = [];
  const problems: string[] = [];
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let listeners: (() => void)[] = [];
  const send = createCaller((message) => child.send(message));
  const call = (body: TrainerCallBody): number => send(start?.runId ?? 'job', body);
  child.on('message', (raw) => {
    const decoded = decodeEvent(raw);
    if (!decoded.ok) problems.push(decoded.problem);
    else {
      messages.push(decoded.message);
      if (decoded.message.kind === 'hello' && start) call({ kind: 'start', job: start.job, onHostLoss: start.onHostLoss });
    }
    for (const listener of listeners) listener();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    // Not 'close': that waits for the heartbeat pipe, whose writing half is ours.
    child.on('exit', (code, signal) => {
      clearInterval(beating);
      pipe.destroy();
      resolve({ code, signal });
    });
  });
  return {
    child,
    messages,
    problems,
    call,
    ended,
    until(fits) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = messages.find(fits);
          if (found) resolve(found);
        };
        listeners = [...listeners, look];
        look();
        void ended.then(() => reject(new Error(`the trainer ended: ${errors} ${JSON.stringify(messages.slice(-3))}`)));
      });
    },
  };
}

/** A run of seconds: small patches, a small network, and a checkpoint after every iteration. */
export function tinyExperiment(change: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    name: 'tiny',
    iterations: 8,
    data: { labelled: 2, source: { kind: 'phantom', cases: 6, testCases: 1, size: [20, 20, 16] } },
    patch: [16, 16, 16],
    network: { kind: 'vnet', filters: 4 },
    batch: { labelled: 1, unlabelled: 1 },
    run: { threads: 2, checkpointSeconds: 0.001 },
    ...change,
  };
}

/** sha256 of the tensors after the last iteration that is in a checkpoint. */
export async function lastWeights(run: string): Promise<string> {
  const folder = runPaths.checkpoints(run);
  const [newest] = await listCheckpoints(folder);
  if (!newest) throw new Error(`${run} has no checkpoint`);
  const hash = createHash('sha256').update(readFileSync(join(folder, newest.file)));
  return `${newest.iteration} ${hash.digest('hex')}`;
}
