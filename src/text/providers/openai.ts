import { setTimeout as sleep } from 'node:timers/promises';
import type { TextErrorCode, TextEvent, TextProvider, TextRequest } from '../../core/text/provider';
import { cancelled, TextProviderError } from '../../core/text/provider';
import { createClock, defaultTimeouts } from './clock';
import { attempt } from './openaiAttempt';
import { parseBaseUrl } from './openaiBaseUrl';
import { usableKey } from './openaiKey';
import type { OpenaiOptions, Target } from './openaiOptions';
import { shownUrl } from './redact';

/** What may pass by itself. */
const PASSING: readonly TextErrorCode[] = ['rate-limit', 'server', 'network', 'timeout', 'cut'];
/** A server that wants more patience than this gets it from its user. */
const LONGEST_WAIT = 60;

/** Seconds until the next try, or null when there is no use in one. */
function secondsBefore(retry: number, error: TextProviderError, { retries = 2, firstWait = 1 }: OpenaiOptions): number | null {
  if (retry > retries || !PASSING.includes(error.code) || /ECONNREFUSED|through the proxy/.test(error.message)) return null;
  // Up to a quarter longer, so that many clients do not come back at once.
  const seconds = error.retryAfter ?? firstWait * 2 ** (retry - 1) * (1 + Math.random() / 4);
  return seconds > LONGEST_WAIT ? null : seconds;
}

async function wait(seconds: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(1000 * seconds, undefined, signal === undefined ? {} : { signal });
  } catch {
    throw cancelled();
  }
}

/** Throws TextProviderError when there is no use in asking. */
function checkedTarget({ baseURL, key, keyFix, offline, modelFix }: OpenaiOptions, { model, signal }: TextRequest): Target {
  if (offline === true)
    throw new TextProviderError(
      'offline',
      'The network is not used, because offline is set.',
      'Unset it to ask a language model.',
    );
  const base = parseBaseUrl(baseURL, key);
  const usable = usableKey(key, keyFix);
  if (model === undefined || model === '') throw new TextProviderError('no-model', 'No model is chosen.', modelFix);
  if (signal?.aborted === true) throw cancelled();
  return { ...base, key: usable, model };
}

/**
 * A server that speaks the OpenAI protocol: OpenAI, Azure, Ollama, vLLM, LM Studio. What may pass is tried again, with a 'retry' event
 * that takes back the deltas before it. The library itself retries nothing,
 * so that the user sees each wait.
 */
export function openaiProvider(options: OpenaiOptions): TextProvider {
  const timeouts = { ...defaultTimeouts, ...options.timeouts };
  return {
    id: 'openai',
    destination: shownUrl(options.baseURL, options.key),
    async *stream(request: TextRequest): AsyncGenerator<TextEvent> {
      const target = checkedTarget(options, request);
      const end = performance.now() + 1000 * timeouts.total;
      for (let retry = 1; ; retry++) {
        try {
          yield* attempt(options, target, request, createClock(timeouts, end, request.signal));
          return;
        } catch (error) {
          if (!(error instanceof TextProviderError)) throw error;
          const seconds = secondsBefore(retry, error, options);
          if (seconds === null || performance.now() + 1000 * seconds > end) throw error;
          yield { kind: 'retry', attempt: retry, seconds, because: error.message };
          await wait(seconds, request.signal);
        }
      }
    },
  };
}
