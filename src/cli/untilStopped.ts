import { withStopSignals } from './stopSignals';

/** Runs work that Ctrl-C may end; null, and the exit code of the signal, when it was stopped. */
export async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const { value, request } = await withStopSignals(
    (signal) =>
      work(signal).catch((error: unknown) => {
        if (signal.aborted && error === signal.reason) return null;
        throw error;
      }),
    () => console.error('Stopping. Press Ctrl-C again to end at once.'),
  );
  if (value === null && request !== null) process.exitCode = request.exitCode;
  return value;
}
