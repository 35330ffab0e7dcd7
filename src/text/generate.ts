/** From a prompt file to its responses: ask, check, and only then write. What is written stays, whatever happens next. */

import { answerOf, withAnswer } from '../core/text/answer';
import type { Answer } from '../core/text/edit';
import { numberedItems, singleItem } from '../core/text/numberedItems';
import { parsePromptFile } from '../core/text/promptFile';
import type { TextErrorCode, TextEvent, TextProvider } from '../core/text/provider';
import { collectAnswer, TextProviderError } from '../core/text/provider';
import { namingLine } from '../core/text/requestLines';
import { renderPrompt } from '../core/text/template';
import type { PromptFile } from '../core/text/types';

/** What is written to: a file, or a proposal. It is read again before each change: its user may go on editing. */
export interface PromptTarget {
  read(): Promise<string>;
  /** @param source the text as read, with `answer` in it. */
  write(source: string, answer: Answer): Promise<void>;
}

export interface GenerateRequest {
  readonly provider: TextProvider;
  readonly model: string | undefined;
  readonly numbers: readonly number[];
  /** All in one call, as the paper asked, or one call each. */
  readonly together: boolean;
  /** YYYY-MM-DD, for the provenance. */
  readonly date: string;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: GenerateEvent) => void) | undefined;
}

export type GenerateEvent =
  | { readonly kind: 'asking'; readonly number: number | null }
  /** `number`: null where one answer has all responses. */
  | { readonly kind: 'text'; readonly number: number | null; readonly event: TextEvent; readonly soFar: string }
  | { readonly kind: 'kept'; readonly number: number; readonly warnings: readonly string[] }
  | { readonly kind: 'failed'; readonly number: number; readonly because: string };

export interface Generated {
  /** Numbers whose new text is in the file. */
  readonly kept: readonly number[];
  readonly failed: readonly { readonly number: number; readonly because: string }[];
  /** Why no more was asked; undefined when everything was. */
  readonly stopped: TextProviderError | undefined;
}

/** Faults of one answer; after any other, the next question would fail like this one. */
const OF_ONE_ANSWER: readonly TextErrorCode[] = ['truncated', 'filtered', 'empty', 'too-long', 'refused'];
/** Times a response is asked for when its text does not pass the checks. */
const TRIES = 2;

/** Puts a checked answer into the file as it is now. Returns what keeps it out, or null when it is in. */
async function keep(target: PromptTarget, answer: Answer, { onEvent }: GenerateRequest): Promise<string | null> {
  const { source, problems } = withAnswer(await target.read(), answer);
  const error = problems.find(({ severity }) => severity === 'error');
  if (error !== undefined) return error.message;
  await target.write(source, answer);
  const warnings = problems.filter(({ severity }) => severity === 'warning').map(({ message }) => message);
  onEvent?.({ kind: 'kept', number: answer.number, warnings });
  return null;
}

/** One response. Returns what is wrong with it, or null when it is in the file. */
async function generateOne(target: PromptTarget, file: PromptFile, number: number, request: GenerateRequest) {
  const { provider, model, signal, onEvent, date } = request;
  const { temperature, seed } = file.settings;
  let because: string | null = null;
  for (let tries = 0; tries < TRIES; tries++) {
    onEvent?.({ kind: 'asking', number });
    // The same seed would give the same text for each response, and again after a text that did not pass.
    const used = seed === undefined ? undefined : seed + number + tries * file.settings.count;
    const asked = { prompt: renderPrompt(file, 1), model, temperature, seed: used, signal };
    const answer = await collectAnswer(provider, asked, (event, soFar) => onEvent?.({ kind: 'text', number, event, soFar }));
    const origin = { provider: provider.id, model: answer.model, date, seed: used };
    because = await keep(target, answerOf(file, number, singleItem(answer.text), origin), request);
    if (because === null) return null;
  }
  return because;
}

async function generateEach(target: PromptTarget, file: PromptFile, request: GenerateRequest): Promise<Generated> {
  const kept: number[] = [];
  const failed: { number: number; because: string }[] = [];
  const fail = (number: number, because: string): void => {
    failed.push({ number, because });
    request.onEvent?.({ kind: 'failed', number, because });
  };
  for (const number of request.numbers) {
    try {
      const because = await generateOne(target, file, number, request);
      if (because === null) kept.push(number);
      else fail(number, because);
    } catch (error) {
      if (!(error instanceof TextProviderError)) throw error;
      if (!OF_ONE_ANSWER.includes(error.code)) return { kept, failed, stopped: namingLine(error, file, request.model) };
      fail(number, error.message);
    }
  }
  return { kept, failed, stopped: undefined };
}

/** The items of one long answer. One that broke off has a last item that is not whole, and good ones before it. */
async function askForAll(file: PromptFile, request: GenerateRequest) {
  const { provider, model, signal, onEvent, numbers } = request;
  const { temperature, seed } = file.settings;
  let arrived = '';
  onEvent?.({ kind: 'asking', number: null });
  try {
    const asked = { prompt: renderPrompt(file, numbers.length), model, temperature, seed, signal };
    const answer = await collectAnswer(provider, asked, (event, soFar) => {
      arrived = soFar;
      onEvent?.({ kind: 'text', number: null, event, soFar });
    });
    const items = numbers.length === 1 ? [singleItem(answer.text)] : numberedItems(answer.text);
    if (items.length > 0) return { items, model: answer.model, stopped: undefined };
    const fix = 'Ask for one response a call, or choose another model.';
    throw new TextProviderError('format', 'The answer has no numbered list.', fix);
  } catch (error) {
    if (!(error instanceof TextProviderError)) throw error;
    return { items: numberedItems(arrived).slice(0, -1), model: model ?? '', stopped: namingLine(error, file, model) };
  }
}

async function generateTogether(target: PromptTarget, file: PromptFile, request: GenerateRequest): Promise<Generated> {
  const { items, model, stopped } = await askForAll(file, request);
  const kept: number[] = [];
  const failed: { number: number; because: string }[] = [];
  for (const [index, number] of request.numbers.entries()) {
    const text = items[index];
    const origin = { provider: request.provider.id, model, date: request.date, seed: file.settings.seed };
    const because =
      text === undefined
        ? (stopped?.message ?? `The answer has only ${items.length} of ${request.numbers.length} descriptions.`)
        : await keep(target, answerOf(file, number, text, origin), request);
    if (because === null) kept.push(number);
    else {
      failed.push({ number, because });
      request.onEvent?.({ kind: 'failed', number, because });
    }
  }
  return { kept, failed, stopped };
}

/**
 * Generates responses. A text replaces the old one only when it is complete and passes the checks; each is written at once. Throws what
 * the target throws; what language models do wrong is in the result.
 */
export async function generate(target: PromptTarget, request: GenerateRequest): Promise<Generated> {
  const file = parsePromptFile(await target.read());
  return request.together ? generateTogether(target, file, request) : generateEach(target, file, request);
}
