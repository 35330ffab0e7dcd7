import { EXIT } from './exitCodes';

/** What asked a command to stop. */
export class StopRequest extends Error {
  override readonly name = 'StopRequest';
  readonly exitCode: number;

  constructor(signal: 'SIGINT' | 'SIGTERM') {
    super(`stopped by ${signal}`);
    this.exitCode = signal === 'SIGINT' ? EXIT.interrupted : EXIT.terminated;
  }
}

/**
 * Runs work that can be stopped: the first SIGINT or SIGTERM aborts its signal with a StopRequest and calls `onStop`, a second one ends
 * the process at once. Returns what the work returned and the request, if there was one. The handlers are gone when the work is done.
 */
export async function withStopSignals<T>(
  work: (signal: AbortSignal) => Promise<T>,
  onStop: () => void,
): Promise<{ value: T; request: StopRequest | null }> {
  const controller = new AbortController();
  let request: StopRequest | null = null;
  const handle = (signal: 'SIGINT' | 'SIGTERM'): void => {
    if (request !== null) process.exit(request.exitCode);
    request = new StopRequest(signal);
    controller.abort(request);
    onStop();
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
  try {
    const value = await work(controller.signal);
    return { value, request };
  } finally {
    process.off('SIGINT', handle);
    process.off('SIGTERM', handle);
  }
}
