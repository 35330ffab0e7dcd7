/** Who asked a run to end, and as what it ends. */
export class StopReason extends Error {
  override readonly name = 'StopReason';
  /** 'stopped': somebody wanted it so. 'interrupted': nobody did, and it should be resumed. */
  readonly state: 'stopped' | 'interrupted';

  constructor(message: string, state: StopReason['state'] = 'stopped') {
    super(message);
    this.state = state;
  }
}

/** What a training job looks at between two iterations. */
export interface RunControl {
  /** Aborted, with its reason, when the run shall end after the iteration or window at hand. */
  readonly signal: AbortSignal;
  readonly paused: boolean;
  /** Resolves when the pause is over, or when the run shall end. */
  untilResumed(): Promise<void>;
  /** Whether a checkpoint was asked for since the last call. */
  takeCheckpointRequest(): boolean;
}

/** The same seen from those who ask: signals, a host's messages, request files. Any of them may ask, in any order. */
export interface RunController extends RunControl {
  pause(): void;
  resume(): void;
  checkpoint(): void;
  /** The first reason counts. */
  stop(reason: Error): void;
}

export function createControl(): RunController {
  const stopping = new AbortController();
  let paused = false;
  let checkpointWanted = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  return {
    signal: stopping.signal,
    get paused() {
      return paused && !stopping.signal.aborted;
    },
    untilResumed() {
      return new Promise((resolve) => {
        if (!paused || stopping.signal.aborted) resolve();
        else waiting.push(resolve);
      });
    },
    takeCheckpointRequest() {
      const wanted = checkpointWanted;
      checkpointWanted = false;
      return wanted;
    },
    pause() {
      paused = true;
    },
    resume() {
      paused = false;
      wake();
    },
    checkpoint() {
      checkpointWanted = true;
    },
    stop(reason) {
      if (stopping.signal.aborted) return;
      stopping.abort(reason);
      wake();
    },
  };
}

/** A control that also stops when a signal is aborted. */
export function controlOf(signal: AbortSignal | undefined): RunController {
  const control = createControl();
  const stop = (): void => control.stop(signal?.reason instanceof Error ? signal.reason : new Error('stopped'));
  if (signal?.aborted) stop();
  else signal?.addEventListener('abort', stop, { once: true });
  return control;
}
