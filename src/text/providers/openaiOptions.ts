import type { Timeouts } from './clock';

export interface OpenaiOptions {
  /** With its /v1, where the server has one. */
  readonly baseURL: string;
  /** Servers on one's own machine need none. */
  readonly key?: string | undefined;
  /** Refuses every request before a connection is made. */
  readonly offline?: boolean | undefined;
  readonly timeouts?: Partial<Timeouts> | undefined;
  /** Tries after the first one that failed for a reason that may pass. */
  readonly retries?: number | undefined;
  /** Seconds before the first of them; they double. */
  readonly firstWait?: number | undefined;
  /** What to do about a missing model or a wrong key: it depends on who asks. */
  readonly modelFix: string;
  readonly keyFix: string;
}
