import { TextProviderError } from '../../core/text/provider';

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

/** The library takes a web page for a stream without events. */
function refusePage({ headers, ok }: Response): void {
  const type = headers.get('content-type') ?? '';
  if (ok && /\btext\/html\b/i.test(type))
    throw new TextProviderError(
      'format',
      'The server answers with a web page in place of a stream of text.',
      'Check the base URL: most end in /v1.',
    );
}

/** fetch whose answers have a size limit, and which follows nobody to another server. */
export async function limitedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  try {
    refusePage(response);
  } catch (error) {
    await response.body?.cancel();
    throw error;
  }
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limiter()), { status, statusText, headers });
}
