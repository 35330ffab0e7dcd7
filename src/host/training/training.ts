import { existsSync } from 'node:fs';
import type { Disposable, Event, ExtensionContext, LogOutputChannel } from 'vscode';
import { EventEmitter, l10n, Uri } from 'vscode';
import { leaseState } from '../../io/run/lease';
import type { TrainerMessage } from '../../protocol/trainer';
import type { RunStore, StoredRun } from '../support/runs/store';
import { settings } from '../support/settings';
import { followRun } from './attached';
import { explainExit } from './exitCode';
import type { JobEnd, QueuedJob } from './job';
import { logMessage } from './logMessage';
import type { JobState } from './state';
import { afterMessage, newJobState } from './state';
import type { Steered } from './trainerProcess';
import { startTrainer } from './trainerProcess';
import type { WaitingJobs } from './waitingJobs';
import { createWaitingJobs } from './waitingJobs';

/**
 * The queue of this window: one trainer process at a time, the next when it has ended. A run of the workspace that another process works
 * on (the one of this window before a reload, a terminal's) counts as the current one: two would only slow each other down.
 */
export interface Training extends Disposable {
  /** Starts the job, or puts it behind those that wait. */
  enqueue(job: QueuedJob): void;
  readonly waiting: readonly QueuedJob[];
  remove(job: QueuedJob): void;
  /** Jobs that waited when the last window was closed. */
  readonly remembered: Pick<WaitingJobs, 'left' | 'take'>;
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
  const remembered = createWaitingJobs((context.storageUri ?? context.globalStorageUri).fsPath);
  let child: Steered | undefined;

  const set = (state: JobState | undefined): void => {
    current = state;
    changed.fire();
  };

  const keep = (): void => void remembered.save(waiting).catch((error: unknown) => log.warn(String(error)));

  const finish = (last: JobEnd): void => {
    log.info(`${last.title}: ${last.state}${last.cause === undefined ? '' : ` (${last.cause} ${last.fix ?? ''})`}`);
    child = undefined;
    set(undefined);
    void runs.refresh();
    ended.fire(last);
    startNext();
  };

  const attach = ({ path, record }: StoredRun): void => {
    set({ ...newJobState(record.name), run: path });
    log.info(l10n.t('Another process trains {0}; it is followed through its directory.', record.name));
    child = followRun(path, record, {
      changed: (state) => set({ ...state, stopping: current?.stopping ?? false }),
      ended: finish,
    });
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
          logMessage(log, message);
          if (message.kind === 'failed')
            end = { title: next.title, state: 'failed', cause: message.cause, fix: message.fix, ...withRun() };
          else if (message.kind === 'done') {
            const { state: how, run, results, diagnosis = [] } = message;
            end = { title: next.title, state: how, run, diagnosis, ...(results === undefined ? {} : { results }) };
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
          finish(last);
        },
      },
    );
  };

  const startNext = (): void => {
    if (current !== undefined) return;
    const next = waiting.shift();
    if (next === undefined) return;
    keep();
    begin(next);
  };

  const lookForOthers = runs.onDidChange(() => {
    if (current !== undefined) return;
    const live = runs
      .list()
      .find(
        ({ state, record: { lease } }) => (state === 'running' || state === 'paused') && lease && leaseState(lease) === 'alive',
      );
    if (live !== undefined) attach(live);
  });

  return {
    remembered,
    enqueue(job) {
      if (!existsSync(file)) throw new Error(l10n.t('{0} is missing: install the extension again.', file));
      waiting.push(job);
      keep();
      startNext();
      changed.fire();
    },
    waiting,
    remove(job) {
      const index = waiting.indexOf(job);
      if (index >= 0) waiting.splice(index, 1);
      keep();
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
      // The trainer notices by itself that its host is gone and does what the policy says; the queue is on the disk.
      waiting.length = 0;
      lookForOthers.dispose();
      child?.release();
      for (const emitter of [changed, ended, reported]) emitter.dispose();
    },
  };
}
