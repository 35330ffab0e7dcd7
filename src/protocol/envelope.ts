import { z } from 'zod';

/** Major version: a change that an older reader would misread. Fields and kinds are added without a new one. */
export const PROTOCOL_VERSION = 1;

/** What every message between two processes carries, beside the fields of its kind. */
const envelope = z.looseObject({
  v: z.number().int(),
  /** The sender's name for the job; the trainer answers with the one it was started with, '' before. */
  runId: z.string().max(200),
  /** From 0, one more with each message of a sender: a gap shows what was lost. */
  seq: z.number().int().min(0),
  kind: z.string().max(100),
});

/** Why a message cannot be taken; replies carry the code. */
type RefusalCode = 'malformed' | 'unsupported-version' | 'unknown-kind';

export type Decoded<M> =
  | { readonly ok: true; readonly message: M }
  | {
      readonly ok: false;
      readonly code: RefusalCode;
      /** Of the message, as far as it could be read. */
      readonly kind: string;
      readonly seq: number | null;
      readonly problem: string;
    };

/** Kinds of message by name, each with the schema of its own fields. */
export type Kinds = Readonly<Record<string, z.ZodObject>>;

export type MessageOf<K extends Kinds> = {
  [Name in keyof K & string]: Readonly<z.infer<K[Name]>> & {
    readonly v: number;
    readonly runId: string;
    readonly seq: number;
    readonly kind: Name;
  };
}[keyof K & string];

/** A message without its envelope: what a sender has to say. */
export type BodyOf<K extends Kinds> = {
  [Name in keyof K & string]: Readonly<z.input<K[Name]>> & { readonly kind: Name };
}[keyof K & string];

/** Checks what came from another process. Never throws: what does not fit is described. */
export function decode<K extends Kinds>(kinds: K, raw: unknown): Decoded<MessageOf<K>> {
  const head = envelope.safeParse(raw);
  if (!head.success) return { ok: false, code: 'malformed', kind: '', seq: null, problem: 'the message has no envelope' };
  const { v, seq, kind } = head.data;
  const refuse = (code: RefusalCode, problem: string): Decoded<MessageOf<K>> => ({ ok: false, code, kind, seq, problem });
  if (v !== PROTOCOL_VERSION)
    return refuse(
      'unsupported-version',
      `protocol version ${v}, this side speaks ${PROTOCOL_VERSION}: install the same version on both`,
    );
  const schema = Object.hasOwn(kinds, kind) ? kinds[kind] : undefined;
  if (schema === undefined)
    return refuse('unknown-kind', `there is no message '${kind}'; there are: ${Object.keys(kinds).join(', ')}`);
  const body = schema.safeParse(raw);
  if (!body.success) return refuse('malformed', z.prettifyError(body.error).replace(/\s+/g, ' '));
  return { ok: true, message: { ...body.data, v, runId: head.data.runId, seq, kind } as MessageOf<K> };
}

/** Puts messages into envelopes, numbered in the order of the calls. */
export function createSender<K extends Kinds>(send: (message: object) => void): (runId: string, body: BodyOf<K>) => number {
  let seq = 0;
  return (runId, body) => {
    send({ ...body, v: PROTOCOL_VERSION, runId, seq });
    return seq++;
  };
}
