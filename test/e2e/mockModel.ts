import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface MockModel {
  /** Base URL, with /v1. */
  readonly url: string;
  /** Bodies of the requests so far. */
  readonly requests: string[];
  /** Their keys. */
  readonly keys: (string | undefined)[];
  close(): void;
}

/** A server that speaks as much of the OpenAI protocol as a streamed answer needs; every answer is `text`, in pieces. */
export function startMockModel(text: string): Promise<MockModel> {
  const requests: string[] = [];
  const keys: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on('end', () => {
      requests.push(body);
      keys.push(request.headers.authorization);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const send = (choice: object): void => {
        response.write(
          `data: ${JSON.stringify({ id: 'a', object: 'chat.completion.chunk', created: 0, model: 'mock', choices: [choice] })}\n\n`,
        );
      };
      for (const word of text.split(/(?<= )/)) send({ index: 0, delta: { content: word }, finish_reason: null });
      send({ index: 0, delta: {}, finish_reason: 'stop' });
      response.end('data: [DONE]\n\n');
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}/v1`, requests, keys, close: () => void server.close() });
    });
  });
}
