import { z } from 'zod';
import type { Beginning } from './firstBytes';

/** What a server says with a good status in place of a stream; openaiErrors.ts puts it into words. */
export class NoStream extends Error {
  override readonly name = 'NoStream';
  readonly what: 'page' | 'text' | 'json' | 'error';
  /** The status that belongs to the error, where the server says one. */
  readonly status: number | undefined;

  constructor(what: NoStream['what'], words: string, status?: number) {
    super(words);
    this.what = what;
    this.status = status;
  }
}

const saidSchema = z.looseObject({ message: z.string().nullish(), code: z.unknown().optional(), status: z.unknown().optional() });

/** Servers have several ways to say it: `error` as words or as an object, and vLLM's `"object": "error"`. */
const errorSchema = z.looseObject({
  error: z.union([z.string(), saidSchema]).nullish(),
  object: z.string().nullish(),
  message: z.string().nullish(),
  code: z.unknown().optional(),
});

const answerSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({}), finish_reason: z.string().nullish() })).min(1),
});

/** A number that is a status of a failed request. */
export function failedStatus(...values: readonly unknown[]): number | undefined {
  return values.find((value): value is number => typeof value === 'number' && value >= 400 && value < 600);
}

function errorIn(json: unknown): NoStream | null {
  const parsed = errorSchema.safeParse(json);
  if (!parsed.success) return null;
  const { error, object, message, code } = parsed.data;
  if (typeof error === 'string' && error !== '') return new NoStream('error', error, failedStatus(code));
  if (typeof error === 'object' && error !== null)
    return new NoStream('error', error.message ?? JSON.stringify(error), failedStatus(error.code, error.status, code));
  return object === 'error' ? new NoStream('error', message ?? 'no reason given', failedStatus(code)) : null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

/**
 * A plain chat.completion as a stream of one event: there are servers that do not stream.
 * Throws NoStream for anything else.
 */
export async function answerAsStream(beginning: Beginning, body: ReadableStream<Uint8Array>): Promise<string> {
  const text = await new Response(body).text();
  if (beginning === 'page' || beginning === 'text') throw new NoStream(beginning, text);
  const value = parsed(text);
  const json: unknown = Array.isArray(value) ? value[0] : value;
  const error = errorIn(json);
  if (error !== null) throw error;
  const answer = answerSchema.safeParse(json);
  if (!answer.success) throw new NoStream('json', text);
  const choices = answer.data.choices.map(({ message, finish_reason }) => ({ delta: message, finish_reason }));
  return `data: ${JSON.stringify({ choices })}\n\ndata: [DONE]\n\n`;
}
