import { z } from 'zod';
import type { EndReason } from '../../core/text/provider';
import { TextProviderError } from '../../core/text/provider';

/** Mistral sends a list of parts, among them its thinking, which is no part of the answer. */
const partSchema = z.looseObject({ type: z.string().nullish(), text: z.unknown().optional() });
const contentSchema = z.union([z.string(), z.array(partSchema)]).nullish();

/** As much of a chat.completion.chunk as an answer needs. Servers leave out and add what they like. */
const chunkSchema = z.looseObject({
  choices: z
    .array(
      z.looseObject({
        delta: z.looseObject({ content: contentSchema, refusal: z.string().nullish() }).nullish(),
        finish_reason: z.string().nullish(),
      }),
    )
    .nullish(),
});

export interface Piece {
  readonly text: string;
  readonly end: EndReason | null;
}

const REASONS: Record<string, EndReason> = { stop: 'stop', length: 'length', content_filter: 'filter' };

function textOf(content: z.output<typeof contentSchema>): string {
  if (content === null || content === undefined) return '';
  if (typeof content === 'string') return content;
  return content.map(({ type, text }) => (type === 'text' && typeof text === 'string' ? text : '')).join('');
}

/** One event of the stream. Throws TextProviderError 'format' when it is something else, and 'refused' when the model says no. */
export function pieceOf(chunk: unknown): Piece {
  const parsed = chunkSchema.safeParse(chunk);
  if (!parsed.success)
    throw new TextProviderError(
      'format',
      'The server sends JSON that is no piece of an answer.',
      'Is it an OpenAI-compatible server?',
    );
  const choice = parsed.data.choices?.[0];
  if (choice?.delta?.refusal)
    throw new TextProviderError('refused', 'The model refuses to answer.', 'Reword the prompt or choose another model.');
  const reason = choice?.finish_reason;
  return { text: textOf(choice?.delta?.content), end: reason ? (REASONS[reason] ?? 'unknown') : null };
}
