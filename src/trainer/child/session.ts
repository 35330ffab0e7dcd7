import type { HostLossPolicy, TrainerCall, TrainerJob, TrainerMessageBody } from '../../protocol/trainer';
import { createEmitter, decodeCall } from '../../protocol/trainer';
import type { TrainerEvent } from '../events';
import type { RunController } from '../training/control';
import { createControl, StopReason } from '../training/control';
import { failureOf } from './failure';
import { createThrottle } from './throttle';
import { createTranslator } from './translate';

/** Does a job, telling its events; rejects when it fails. */
export type Worker = (job: TrainerJob, onEvent: (event: TrainerEvent) => void, control: RunController) => Promise<unknown>;

export interface Session {
  /** A message of the host. */
  receive(raw: unknown): void;
  /** The host is gone: without a job the process has nothing to do, with one the policy decides. */
  hostLost(): void;
  /** SIGTERM and the like. */
  stop(reason: StopReason): void;
  tell(message: TrainerMessageBody): void;
  /** Resolves when the job is over, or when there will be none: to whether all went well. */
  readonly over: Promise<boolean>;
}

/** How often what the throttle holds back is sent. */
const FLUSH_MILLISECONDS = 200;

/** One host and one job: takes calls, answers each, and tells what the job does. Knows no process, so that tests need none. */
export function createSession(send: (message: object) => void, work: Worker): Session {
  const emit = createEmitter(send);
  const control = createControl();
  let runId = '';
  let policy: HostLossPolicy = 'checkpoint-and-exit';
  let started = false;
  let finished = false;
  let end: (well: boolean) => void = () => undefined;
  const over = new Promise<boolean>((resolve) => {
    end = resolve;
  });
  const tell = (body: TrainerMessageBody): void => {
    emit(runId, body);
  };
  const reply = (to: number | null, error?: { code: string; message: string }): void =>
    tell({ kind: 'reply', to, ...(error === undefined ? {} : { error }) });

  async function run(job: TrainerJob): Promise<void> {
    const throttle = createThrottle(tell);
    const timer = setInterval(() => throttle.flush(), FLUSH_MILLISECONDS);
    let well = false;
    try {
      await work(job, createTranslator(tell, throttle), control);
      well = true;
    } catch (error) {
      throttle.flush();
      tell({ kind: 'failed', ...failureOf(error) });
    } finally {
      clearInterval(timer);
      finished = true;
      end(well);
    }
  }

  function begin({ runId: name, job, onHostLoss }: Extract<TrainerCall, { kind: 'start' }>): void {
    started = true;
    runId = name;
    policy = onHostLoss;
    void run(job);
  }

  /** Takes a call; what is returned is why not. */
  function take(call: TrainerCall): { code: string; message: string } | undefined {
    if (call.kind === 'ping') return undefined;
    if (call.kind === 'start') {
      if (started) return { code: 'busy', message: 'this trainer has a job already' };
      begin(call);
      return undefined;
    }
    if (!started || finished) return { code: 'no-job', message: 'there is no job to ask that of' };
    if (call.kind === 'stop') control.stop(new StopReason('stopped by the host'));
    else control[call.kind]();
    return undefined;
  }

  return {
    receive(raw) {
      const decoded = decodeCall(raw);
      if (decoded.ok) reply(decoded.message.seq, take(decoded.message));
      else reply(decoded.seq, { code: decoded.code, message: decoded.problem });
    },
    hostLost() {
      if (!started) end(true);
      else if (policy === 'checkpoint-and-exit')
        control.stop(new StopReason('the program that started it is gone', 'interrupted'));
    },
    stop(reason) {
      if (!started) end(true);
      else control.stop(reason);
    },
    tell,
    over,
  };
}
