import { existsSync } from 'node:fs';
import type { Disposable, Event, ExtensionContext, LogOutputChannel } from 'vscode';
import { EventEmitter, l10n, Uri } from 'vscode';
import type { TrainerJob, TrainerMessage } from '../../protocol/trainer';
import type { RunStore } from '../runs/store';
import { settings } from '../support/settings';
import { explainExit } from './exitCode';
import type { JobState } from './state';
import { afterMessage, newJobState } from './state';
import type { TrainerProcess } from './trainerProcess';
import { startTrainer } from './trainerProcess';

/** A job as a command asks for it. */
export interface QueuedJob {
  readonly title: string;
  readonly job: TrainerJob;
  /** Folder the process starts in. */
  readonly cwd: string;
}

/** How a job ended, in words for its user. */
export interface JobEnd {
  readonly title: string;
  readonly state: 'done' | 'stopped' | 'interrupted' | 'failed';
  readonly run?: string;
  readonly cause?: string;
  readonly fix?: string;
  readonly results?: Readonly<Record<string, unknown>>;
}

/** The queue of this window: one trainer process at a time, the next when it has ended. */
export interface Training extends Disposable {
  /** Starts the job, or puts it behind those that wait. */
  enqueue(job: QueuedJob): void;
  readonly waiting: readonly QueuedJob[];
  remove(job: QueuedJob): void;
  readonly current: JobState | undefined;
  /** Process id of the trainer, for diagnostics. */
  readonly pid: number | undefined;
  pause(): void;
  resume(): void;
  /** Saves a checkpoint and ends the run; the queue goes on. */
  stop(): void;
  readonly onDidChange: Event<void>;
  readonly onDidEnd: Event<JobEnd>;
  /** The newest line of metrics.jsonl, at most five a second; the file has them all. */
  readonly onDidReport: Event<TrainerMessage>;
}

export function createTraining(context: ExtensionContext, log: LogOutputChannel, runs: RunStore): Training {
  const file = Uri.joinPath(context.extensionUri, 'dist', 'trainer.js').fsPath;
  const changed = new EventEmitter<void>();
  const ended = new EventEmitter<JobEnd>();
  const reported = new EventEmitter<TrainerMessage>();
  const waiting: QueuedJob[] = [];
  let current: JobState | undefined;
  let child: TrainerProcess | undefined;

  const set = (state: JobState | undefined): void => {
    current = state;
    changed.fire();
  };

  const tell = (message: TrainerMessage): void => {
    if (message.kind === 'warning') log.warn(message.message);
    else if (message.kind === 'reply' && message.error) log.warn(message.error.message);
    else if (message.kind === 'opened') log.info(l10n.t('Run directory: {0}', message.run));
    else if (message.kind === 'hello') {
      const none = message.backends.find(({ id, available }) => id === 'native' && !available);
      log.info(l10n.t('Trainer {0}, process {1}, Node {2}', message.version, String(message.pid), message.node));
      if (none) log.warn(`${none.why ?? ''} ${none.fix ?? ''}`.trim());
    } else log.trace(JSON.stringify(message));
  };

  const begin = (next: QueuedJob): void => {
    let end: JobEnd | undefined;
    let state = newJobState(next.title);
    set(state);
    log.info(l10n.t('Starting: {0}', next.title));
    const update = (value: JobState): void => {
      state = { ...value, stopping: current?.stopping ?? false };
      set(state);
    };
    const withRun = (): { run?: string } => (state.run === undefined ? {} : { run: state.run });
    child = startTrainer(
      file,
      { job: next.job, onHostLoss: settings.onHostLoss(), runId: String(Date.now()), cwd: next.cwd },
      {
        message(message) {
          tell(message);
          if (message.kind === 'failed')
            end = { title: next.title, state: 'failed', cause: message.cause, fix: message.fix, ...withRun() };
          else if (message.kind === 'done') {
            const { state: how, run, results } = message;
            end = { title: next.title, state: how, run, ...(results === undefined ? {} : { results }) };
          }
          update(afterMessage(state, message));
          if (message.kind === 'opened') void runs.refresh();
          reported.fire(message);
        },
        output: (line) => log.info(line),
        silent: (silent) => update({ ...state, silent }),
        ended(code, signal) {
          const { cause, fix } = explainExit(code, signal);
          const last: JobEnd = end ?? {
            title: next.title,
            state: 'failed',
            cause: l10n.t(cause),
            fix: l10n.t(fix),
            ...withRun(),
          };
          log.info(`${next.title}: ${last.state}${last.cause === undefined ? '' : ` (${last.cause} ${last.fix ?? ''})`}`);
          child = undefined;
          set(undefined);
          void runs.refresh();
          ended.fire(last);
          startNext();
        },
      },
    );
  };

  const startNext = (): void => {
    if (current !== undefined) return;
    const next = waiting.shift();
    if (next !== undefined) begin(next);
  };

  return {
    enqueue(job) {
      if (!existsSync(file)) throw new Error(l10n.t('{0} is missing: install the extension again.', file));
      waiting.push(job);
      startNext();
      changed.fire();
    },
    waiting,
    remove(job) {
      const index = waiting.indexOf(job);
      if (index >= 0) waiting.splice(index, 1);
      changed.fire();
    },
    get current() {
      return current;
    },
    get pid() {
      return child?.pid;
    },
    pause: () => child?.call({ kind: 'pause' }),
    resume: () => child?.call({ kind: 'resume' }),
    stop() {
      if (!child || !current) return;
      set({ ...current, stopping: true });
      child.call({ kind: 'stop' });
    },
    onDidChange: changed.event,
    onDidEnd: ended.event,
    onDidReport: reported.event,
    dispose() {
      // The trainer notices by itself that its host is gone and does what the policy says.
      waiting.length = 0;
      child?.release();
      for (const emitter of [changed, ended, reported]) emitter.dispose();
    },
  };
}
