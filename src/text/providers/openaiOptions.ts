import type { Timeouts } from './clock';
import type { BaseUrl } from './openaiBaseUrl';

export interface OpenaiOptions {
  /** With its /v1, where the server has one, and a query that goes with each request. */
  readonly baseURL: string;
  /** Servers on one's own machine need none. */
  readonly key?: string | undefined;
  /** The one that makes connections; the platform's own without. */
  readonly fetch?: typeof fetch | undefined;
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

/** What is asked of whom, checked. */
export interface Target extends BaseUrl {
  readonly key: string | undefined;
  readonly model: string;
}
