import type { ChildProcess } from 'node:child_process';
import { fork } from 'node:child_process';
import type { Duplex } from 'node:stream';
import { BEAT, createHeartbeatMonitor, HEARTBEAT_FD, HEARTBEAT_MILLISECONDS } from '../../protocol/heartbeat';
import type { HostLossPolicy, TrainerCallBody, TrainerJob, TrainerMessage } from '../../protocol/trainer';
import { createCaller, decodeEvent } from '../../protocol/trainer';
import { forkOptions } from '../support/forking';

/** What one trainer process tells: its messages, its text, and its end. */
export interface TrainerListener {
  message(message: TrainerMessage): void;
  /** A line the process printed, or something about the wire that was wrong. */
  output(line: string): void;
  /** The process has given no sign of life for three beats, or gives one again. */
  silent(silent: boolean): void;
  /** Once, at the end. */
  ended(code: number | null, signal: NodeJS.Signals | null): void;
}

/** A trainer that can be asked for something: one that this window started, or one that was there already. */
export interface Steered {
  readonly pid: number | undefined;
  call(body: TrainerCallBody): void;
  /** Lets the process go on when this window closes. */
  release(): void;
}

function forEachLine(stream: NodeJS.ReadableStream | null, handle: (line: string) => void): void {
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (text: string) => {
    const lines = (rest + text).split(/[\r\n]+/);
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') handle(line);
  });
}

/** Both sides beat on a pipe of their own, because kernels block the trainer's main thread for seconds. Returns how to stop. */
function keepBeating(child: ChildProcess, listener: TrainerListener): () => void {
  const pipe = child.stdio[HEARTBEAT_FD] as Duplex | null | undefined;
  if (!pipe) return () => undefined;
  const monitor = createHeartbeatMonitor(() => performance.now());
  let silent = false;
  pipe.on('data', () => monitor.beat());
  // The other end may close first; the process's own end is reported by 'exit'.
  pipe.on('error', () => undefined);
  const timer = setInterval(() => {
    if (pipe.writable) pipe.write(BEAT);
    if (monitor.missed() !== silent) {
      silent = !silent;
      listener.silent(silent);
    }
  }, HEARTBEAT_MILLISECONDS);
  const stop = (): void => clearInterval(timer);
  child.once('exit', () => {
    stop();
    // 'close' waits for every pipe, and the writing half of this one is ours.
    pipe.destroy();
  });
  return stop;
}

/** Starts `file` (dist/trainer.js) and hands it the job once it has said hello. */
export function startTrainer(
  file: string,
  { job, onHostLoss, runId, cwd }: { job: TrainerJob; onHostLoss: HostLossPolicy; runId: string; cwd: string },
  listener: TrainerListener,
): Steered {
  const child = fork(file, [], {
    ...forkOptions(cwd),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    // A group of its own: Ctrl-C in the terminal that started VS Code is not meant for it.
    detached: process.platform !== 'win32',
  });
  const send = createCaller((message) => {
    if (child.connected) child.send(message);
  });
  const stopBeating = keepBeating(child, listener);
  forEachLine(child.stdout, listener.output);
  forEachLine(child.stderr, listener.output);
  child.on('message', (raw) => {
    const decoded = decodeEvent(raw);
    if (!decoded.ok) {
      listener.output(`A message was not understood: ${decoded.problem}`);
      return;
    }
    if (decoded.message.kind === 'hello') send(runId, { kind: 'start', job, onHostLoss });
    listener.message(decoded.message);
  });
  let over = false;
  const end = (code: number | null, signal: NodeJS.Signals | null): void => {
    if (over) return;
    over = true;
    stopBeating();
    listener.ended(code, signal);
  };
  child.on('error', (error) => {
    listener.output(error.message);
    end(null, null);
  });
  child.on('close', end);
  return {
    pid: child.pid,
    call: (body) => void send(runId, body),
    release() {
      stopBeating();
      child.unref();
    },
  };
}
