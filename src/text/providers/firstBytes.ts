/** What a body is, by how it begins: content types of servers cannot be relied on. */
export type Beginning = 'stream' | 'json' | 'page' | 'text' | 'empty';

/** More white space than this before anything else is no answer. */
const MOST = 4096;

function beginningOf(start: string): Beginning | null {
  const text = start.replace(/^\ufeff/, '').trimStart();
  if (text === '') return start.length > MOST ? 'text' : null;
  if (text.startsWith('{') || text.startsWith('[')) return 'json';
  if (text.startsWith('<')) return 'page';
  // A stream of events: "data: ...", or a comment that keeps the connection alive. A word may come in pieces.
  const colon = text.indexOf(':');
  const word = colon < 0 ? text : text.slice(0, colon);
  if (!['', 'data', 'event', 'id', 'retry'].some((field) => (colon < 0 ? field.startsWith(word) : field === word))) return 'text';
  return colon < 0 ? null : 'stream';
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(chunks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    joined.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return joined;
}

/** Reads as much of a body as tells what it is, and gives the body back with nothing missing. */
export async function lookAt(
  body: ReadableStream<Uint8Array>,
): Promise<{ beginning: Beginning; body: ReadableStream<Uint8Array> }> {
  const reader = body.getReader();
  const seen: Uint8Array[] = [];
  let beginning: Beginning | null = null;
  while (beginning === null) {
    const { done, value } = await reader.read();
    if (done) beginning = seen.some(({ byteLength }) => byteLength > 0) ? 'text' : 'empty';
    else {
      seen.push(value);
      beginning = beginningOf(new TextDecoder().decode(join(seen)));
    }
  }
  const whole = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const chunk of seen) controller.enqueue(chunk);
    },
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return { beginning, body: whole };
}
