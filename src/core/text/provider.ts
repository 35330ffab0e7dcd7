import { createReasoningFilter } from './reasoning';

/** One question to a language model. Nothing else is ever sent: no file names, no images, no other text. */
export interface TextRequest {
  readonly prompt: string;
  /** Name of the model; a provider without a choice of its own needs one. */
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly seed?: number | undefined;
  /** Ends the request; the stream then throws a TextProviderError 'cancelled'. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Why an answer ended: the model was done, it hit its limit of tokens, somebody's filter stopped it, or the provider does not say (as
 * editors' language models do not).
 */
export type EndReason = 'stop' | 'length' | 'filter' | 'unknown';

/** A piece of an answer as it arrives; 'end' comes last and once. */
export type TextEvent =
  | { readonly kind: 'delta'; readonly text: string }
  | { readonly kind: 'retry'; readonly attempt: number; readonly seconds: number; readonly because: string }
  | { readonly kind: 'end'; readonly reason: EndReason; readonly model: string };

/** Something that answers prompts. Throws TextProviderError only. */
export interface TextProvider {
  readonly id: string;
  /** Where prompts go, for the person who is asked to agree: "http://localhost:11434/v1", "the editor's language models". */
  readonly destination: string;
  stream(request: TextRequest): AsyncIterable<TextEvent>;
}

export type TextErrorCode =
  | 'offline'
  | 'cancelled'
  | 'no-model'
  | 'no-access'
  | 'key'
  | 'not-found'
  | 'request'
  | 'rate-limit'
  | 'refused'
  | 'server'
  | 'network'
  | 'timeout'
  | 'cut'
  | 'truncated'
  | 'filtered'
  | 'empty'
  | 'too-long'
  | 'format';

/** What went wrong with a language model, in words for the person who asked, and what to do. */
export class TextProviderError extends Error {
  override readonly name = 'TextProviderError';
  readonly code: TextErrorCode;
  readonly fix: string;
  /** What the server asked to wait, in seconds, where it said so. */
  readonly retryAfter: number | undefined;

  constructor(
    code: TextErrorCode,
    problem: string,
    fix: string,
    options: ErrorOptions & { retryAfter?: number | undefined } = {},
  ) {
    super(`${problem} ${fix}`, options);
    this.code = code;
    this.fix = fix;
    this.retryAfter = options.retryAfter;
  }
}

/** Characters of one answer at most: 200 responses of 400 words have fewer. */
const MAX_ANSWER_CHARACTERS = 1_000_000;

export interface CollectedAnswer {
  readonly text: string;
  readonly model: string;
}

function refuseIncomplete(reason: EndReason, isReasoning: boolean): void {
  const fix = 'Ask for one response a call, or raise the limit of the server.';
  if (reason === 'length' || isReasoning)
    throw new TextProviderError(
      'truncated',
      isReasoning
        ? 'The answer ended while the model was still reasoning.'
        : 'The model stopped at its limit of tokens, so the answer is incomplete.',
      isReasoning ? 'Raise the limit of tokens of the server, or choose a model that reasons less.' : fix,
    );
  if (reason === 'filter')
    throw new TextProviderError(
      'filtered',
      "The provider's content filter stopped the answer.",
      'Reword the prompt or choose another model.',
    );
}

/**
 * Reads a whole answer, without the model's reasoning. Only a complete one is returned; `onEvent` sees what has arrived so far, for the
 * screen alone.
 */
export async function collectAnswer(
  provider: TextProvider,
  request: TextRequest,
  onEvent: (event: TextEvent, soFar: string) => void = () => undefined,
): Promise<CollectedAnswer> {
  let answer = createReasoningFilter();
  let characters = 0;
  let end: Extract<TextEvent, { kind: 'end' }> | null = null;
  for await (const event of provider.stream(request)) {
    if (event.kind === 'delta') {
      answer.push(event.text);
      characters += event.text.length;
    }
    if (event.kind === 'retry') {
      answer = createReasoningFilter();
      characters = 0;
    }
    if (event.kind === 'end') end = event;
    if (characters > MAX_ANSWER_CHARACTERS) {
      throw new TextProviderError(
        'too-long',
        'The answer has over a million characters; it was cut off.',
        'Choose another model.',
      );
    }
    onEvent(event, answer.soFar);
  }
  if (request.signal?.aborted === true) throw cancelled();
  if (end === null) throw new TextProviderError('cut', 'The answer broke off in the middle.', 'Try again.');
  refuseIncomplete(end.reason, answer.isOpen);
  const text = answer.whole.trim();
  if (text !== '') return { text, model: end.model };
  throw new TextProviderError(
    'empty',
    answer.isThere ? 'The model reasoned, and said nothing else.' : 'The answer is empty.',
    'Try again or choose another model.',
  );
}

export function cancelled(): TextProviderError {
  return new TextProviderError('cancelled', 'Stopped on request.', 'What was complete is kept.');
}
