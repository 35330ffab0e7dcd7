import { TextProviderError } from '../../core/text/provider';
import { lookAt } from './firstBytes';
import { answerAsStream } from './wholeAnswer';

/** Of a whole answer on the wire: a piece of one word takes some 250 bytes. */
const MOST_BYTES = 64 * 1024 * 1024;
/** Of one line, which the library collects before it looks at it. A piece of an answer has some words. */
const MOST_LINE_BYTES = 1024 * 1024;
const LINE_FEED = 10;

/** Lets bytes through until there are too many. Errors with TextProviderError 'too-long'. */
function limiter(): TransformStream<Uint8Array, Uint8Array> {
  let total = 0;
  let line = 0;
  return new TransformStream({
    transform(chunk, controller) {
      total += chunk.byteLength;
      const end = chunk.lastIndexOf(LINE_FEED);
      const beforeEnd = chunk.indexOf(LINE_FEED);
      const longest = end < 0 ? line + chunk.byteLength : line + beforeEnd;
      line = end < 0 ? longest : chunk.byteLength - end - 1;
      if (total > MOST_BYTES || longest > MOST_LINE_BYTES)
        controller.error(
          new TextProviderError(
            'too-long',
            'The server sends megabytes without an end; it was cut off.',
            'Choose another model.',
          ),
        );
      else controller.enqueue(chunk);
    },
  });
}

/** Characters of "data: [DONE]" that may lie in two pieces. */
const MARK_LENGTH = 16;

/** Calls `onDone` at the line that ends a stream; the library keeps it to itself. In an event's JSON no line begins with it. */
function watcher(onDone: () => void): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder('latin1');
  let end = '\n';
  return new TransformStream({
    transform(chunk, controller) {
      const text = end + decoder.decode(chunk);
      if (/[\r\n]data: ?\[DONE\]/.test(text)) onDone();
      end = text.slice(-MARK_LENGTH);
      controller.enqueue(chunk);
    },
  });
}

export interface FetchContext {
  /** The one that makes connections: another one where there is a proxy. */
  readonly fetch: typeof fetch;
  /** Called when a stream has said that it is complete. */
  readonly onDone: () => void;
}

/**
 * fetch whose answers have a size limit, and which follows nobody to another server. A whole answer in place of a stream becomes a stream
 * of one event. Throws TextProviderError for a web page and other things that are none, in place of a stream without events.
 */
export function limitedFetch({ fetch: connect, onDone }: FetchContext): typeof fetch {
  return async (input, init) => {
    const response = await connect(input, { ...init, redirect: 'manual' });
    const { status, statusText, headers, ok } = response;
    if (response.body === null) return response;
    const limited = response.body.pipeThrough(limiter());
    if (!ok) return new Response(limited, { status, statusText, headers });
    const { beginning, body } = await lookAt(limited);
    if (beginning === 'stream' || beginning === 'empty')
      return new Response(body.pipeThrough(watcher(onDone)), { status, statusText, headers });
    try {
      const events = await answerAsStream(beginning, body);
      onDone();
      return new Response(events, { status, headers: { 'content-type': 'text/event-stream' } });
    } finally {
      if (!body.locked) await body.cancel();
    }
  };
}
