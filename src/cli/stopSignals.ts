import { EXIT } from './exitCodes';

const STOP_SIGNALS = { SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp } as const;
type StopSignal = keyof typeof STOP_SIGNALS;

/** What asked a command to stop. */
export class StopRequest extends Error {
  override readonly name = 'StopRequest';
  readonly exitCode: number;

  constructor(signal: StopSignal) {
    super(`stopped by ${signal}`);
    this.exitCode = STOP_SIGNALS[signal];
  }
}

/**
 * Runs work that can be stopped: the first SIGINT, SIGTERM or SIGHUP aborts its signal with a StopRequest and calls `onStop`, a second one ends
 * the process at once. Returns what the work returned and the request, if there was one. The handlers are gone when the work is done.
 */
export async function withStopSignals<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onStop: () => void,
): Promise<{ value: T; request: StopRequest | null }> {
  const controller = new AbortController();
  let request: StopRequest | null = null;
  const handle = (signal: StopSignal): void => {
    if (request !== null) process.exit(request.exitCode);
    request = new StopRequest(signal);
    controller.abort(request);
    onStop();
  };
  const signals = Object.keys(STOP_SIGNALS) as StopSignal[];
  for (const signal of signals) process.on(signal, handle);
  try {
    const value = await work(controller.signal);
    return { value, request };
  } finally {
    for (const signal of signals) process.off(signal, handle);
  }
}
