import { TextProviderError } from '../../core/text/provider';

/** How long to wait, in seconds. */
export interface Timeouts {
  /** Until the answer starts: a local server may have to load its model first. */
  readonly start: number;
  /** From one piece of the answer to the next. */
  readonly piece: number;
  /** Altogether, repeated tries included. */
  readonly total: number;
}

export const defaultTimeouts: Timeouts = { start: 180, piece: 60, total: 1800 };

/** Ends a request when it takes too long or when its user wants. */
export interface Clock {
  readonly signal: AbortSignal;
  /** Starts to wait for a thing, in place of the one before. Null: for nothing. */
  waitFor(what: 'start' | 'piece' | null): void;
  /** Why the clock ended the request; undefined when it did not. */
  expired(): TextProviderError | undefined;
  dispose(): void;
}

const WORDS = {
  start: (seconds: number) => `The server did not begin to answer within ${seconds} s.`,
  piece: (seconds: number) => `The answer stopped: nothing came for ${seconds} s.`,
  total: (seconds: number) => `The answer was not complete after ${seconds} s.`,
} as const;

/** `totalEnd`: when everything must be over, as performance.now() counts. */
export function createClock(timeouts: Timeouts, totalEnd: number, outer: AbortSignal | undefined): Clock {
  const controller = new AbortController();
  const abort = (): void => controller.abort();
  let error: TextProviderError | undefined;
  const expire = (what: keyof Timeouts) => (): void => {
    error ??= new TextProviderError('timeout', WORDS[what](timeouts[what]), 'Try again, or choose a faster model.');
    abort();
  };
  const total = setTimeout(expire('total'), Math.max(0, totalEnd - performance.now()));
  let current: NodeJS.Timeout | undefined;
  if (outer?.aborted === true) abort();
  outer?.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    waitFor(what) {
      clearTimeout(current);
      if (what !== null) current = setTimeout(expire(what), 1000 * timeouts[what]);
    },
    expired: () => error,
    dispose() {
      clearTimeout(current);
      clearTimeout(total);
      outer?.removeEventListener('abort', abort);
      // Whoever stops reading in the middle must not leave the connection open.
      abort();
    },
  };
}
