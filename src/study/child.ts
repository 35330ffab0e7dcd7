/** One run as a process of its own: `llm-segnet study job`. A crash of it is the run's, not the study's. */
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';

/** What a trainer tells, one JSON object a line; who needs more of an event looks into it. */
export type JobEvent = { readonly kind: string } & Readonly<Record<string, unknown>>;

export interface JobCommand {
  /** jobs.jsonl and the line of the run. */
  readonly file: string;
  readonly index: number;
  readonly threads: number;
  readonly nice: number;
  readonly retryFailed: boolean;
  readonly onEvent: (event: JobEvent) => void;
}

export interface RunningJob {
  /** Asks it to save and end. A second time ends it at once. */
  stop(): void;
  /** Exit code, or null after a signal, and the last lines of standard error. */
  readonly ended: Promise<{ readonly code: number | null; readonly said: string }>;
}

const KEPT_CHARACTERS = 4000;

function parseEvent(line: string): JobEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value ? (value as JobEvent) : null;
  } catch {
    return null;
  }
}

function standBack(child: ChildProcess, nice: number): void {
  if (nice === 0 || child.pid === undefined) return;
  try {
    setPriority(child.pid, nice);
  } catch {
    // It has ended already, or this system has no priorities.
  }
}

/** The program itself, as it was started. */
const program = (): string => process.argv[1] ?? '';

/**
 * Starts a run. It is in a process group of its own, so that Ctrl-C reaches it once, through stop(); and it has a channel to this
 * process, so that it saves and ends when this process is gone.
 */
export function startJob({ file, index, threads, nice, retryFailed, onEvent }: JobCommand): RunningJob {
  const args = [program(), 'study', 'job', file, String(index), '--progress', 'ndjson', '--threads', String(threads)];
  if (retryFailed) args.push('--retry-failed');
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
  standBack(child, nice);
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS);
  });
  if (child.stdout)
    createInterface({ input: child.stdout }).on('line', (line) => {
      const event = parseEvent(line);
      if (event !== null) onEvent(event);
    });
  return {
    stop: () => void child.kill('SIGTERM'),
    ended: new Promise((resolve) => {
      child.on('error', (error) => resolve({ code: null, said: error.message }));
      child.on('close', (code) => resolve({ code, said: said.trim() }));
    }),
  };
}
