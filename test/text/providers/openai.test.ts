import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TextEvent } from '../../../src/core/text/provider';
import { collectAnswer, TextProviderError } from '../../../src/core/text/provider';
import { openaiProvider } from '../../../src/text/providers/openai';
import type { OpenaiOptions } from '../../../src/text/providers/openaiOptions';
import type { MockLlm } from '../../support/mockLlm';
import { startMockLlm } from '../../support/mockLlm';

const ANSWER = 'The hippocampus curves along the floor of the temporal horn, medial to it.';
const KEY = 'my-very-secret-key-0815';

describe('the openai provider', () => {
  let server: MockLlm;
  beforeEach(async () => {
    server = await startMockLlm(() => ANSWER);
  });
  afterEach(() => server.close());

  const provider = (options: Partial<OpenaiOptions> = {}) =>
    openaiProvider({
      baseURL: server.url,
      key: KEY,
      firstWait: 0.01,
      modelFix: 'Name one.',
      keyFix: 'Set the key.',
      ...options,
    });

  async function failure(model: string, options: Partial<OpenaiOptions> = {}): Promise<TextProviderError> {
    const error: unknown = await collectAnswer(provider(options), { prompt: 'p', model }).catch((thrown: unknown) => thrown);
    if (!(error instanceof TextProviderError)) throw new Error(`no TextProviderError: ${String(error)}`);
    return error;
  }

  it('streams an answer, and sends the prompt and what it was told to', async () => {
    const deltas: string[] = [];
    const request = { prompt: 'Describe it.', model: 'good', temperature: 0.5, seed: 3 };
    const answer = await collectAnswer(provider(), request, (event) => {
      if (event.kind === 'delta') deltas.push(event.text);
    });
    expect(answer).toEqual({ text: ANSWER, model: 'good' });
    expect(deltas.length).toBeGreaterThan(5);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]?.body).toEqual({
      model: 'good',
      messages: [{ role: 'user', content: 'Describe it.' }],
      stream: true,
      temperature: 0.5,
      seed: 3,
    });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(Object.keys(server.requests[0]?.headers ?? {}).filter((name) => name.startsWith('x-stainless'))).toEqual([]);
  });

  it('needs no key', async () => {
    const answer = await collectAnswer(provider({ key: undefined, baseURL: `${server.url}/` }), { prompt: 'p', model: 'good' });
    expect(answer.text).toBe(ANSWER);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer none');
  });

  const wrong: [model: string, code: string, message: RegExp, requests: number][] = [
    ['429', 'rate-limit', /asked too often.*slow down/, 3],
    ['429-long', 'rate-limit', /quota/, 1],
    ['500', 'server', /out of memory/, 3],
    ['502', 'server', /Bad Gateway/, 3],
    ['401', 'key', /did not take the key.*Set the key\./, 1],
    ['404', 'not-found', /model not found.*Check the base URL/, 1],
    ['400', 'request', /temperature is not supported/, 1],
    ['json-error', 'request', /answers with an error: "Unexpected endpoint or method/, 1],
    ['json-error-429', 'rate-limit', /slow down/, 3],
    ['json-error-400', 'request', /no such seed/, 1],
    ['json-other', 'format', /JSON that is no answer/, 1],
    ['json-limit', 'truncated', /incomplete/, 1],
    ['plain-text', 'format', /"Ollama is running" in place of a stream/, 1],
    ['error-400-inside', 'request', /context too long/, 1],
    ['think-unclosed', 'truncated', /still reasoning/, 1],
    ['think-limit', 'truncated', /still reasoning/, 1],
    ['think-only', 'empty', /reasoned, and said nothing else/, 1],
    ['307', 'not-found', /sends elsewhere/, 1],
    ['page', 'format', /web page/, 1],
    ['cut', 'cut', /broke off/, 3],
    ['ends-early', 'cut', /broke off/, 3],
    ['wrong-json', 'format', /no JSON/, 1],
    ['other-json', 'format', /no piece of an answer/, 1],
    ['error-inside', 'server', /engine died/, 3],
    ['huge', 'too-long', /cut off/, 1],
    ['huge-line', 'too-long', /cut off/, 1],
    ['empty', 'empty', /empty/, 1],
    ['truncated', 'truncated', /incomplete/, 1],
    ['filtered', 'filtered', /content filter/, 1],
  ];
  for (const [model, code, message, requests] of wrong) {
    it(`says what is wrong: ${model}`, async () => {
      const error = await failure(model);
      expect([error.code, server.requests.length]).toEqual([code, requests]);
      expect(error.message).toMatch(message);
      expect(error.message).not.toContain(KEY);
      expect(error.message).not.toMatch(/<|undefined/);
      expect(error.message.length).toBeLessThan(500);
      expect(error.fix).not.toBe('');
    });
  }

  for (const model of ['429-once', '429-after-once', 'cut-once']) {
    it(`tries again what may pass: ${model}`, async () => {
      const events: TextEvent[] = [];
      const answer = await collectAnswer(provider(), { prompt: 'p', model }, (event) => events.push(event));
      expect(answer.text).toBe(ANSWER);
      expect(server.requests).toHaveLength(2);
      const retry = events.find((event) => event.kind === 'retry');
      expect(retry).toMatchObject({ attempt: 1 });
      if (model === '429-after-once') expect(retry).toMatchObject({ seconds: 0.2 });
    });
  }

  const right = ['think', 'think-closed-only', 'think-channels', 'think-field', 'parts', 'done-only', 'done-torn'];
  for (const model of [...right, 'json-answer', 'json-no-reason']) {
    it(`takes a right answer as servers give it: ${model}`, async () => {
      const shown: string[] = [];
      const answer = await collectAnswer(provider(), { prompt: 'p', model }, (_event, soFar) => shown.push(soFar));
      expect(answer).toEqual({ text: ANSWER, model });
      expect(server.requests).toHaveLength(1);
      // Of a closing mark alone nobody can know before it comes.
      if (model !== 'think-closed-only') expect(shown.join(' ')).not.toMatch(/user wants|[<|]/);
    });
  }

  it('says where a base URL should end', async () => {
    const fix = async (path: string): Promise<string> =>
      (await failure('404', { baseURL: server.url.replace('/v1', path), retries: 0 })).fix;
    expect(await fix('/v1')).toBe('Check the base URL and the model.');
    expect(await fix('')).toMatch(/most base URLs end in \/v1, as http:\/\/127\.0\.0\.1:\d+\/v1\.$/);
    expect(await fix('/v1/chat/completions')).toMatch(/Leave out the end.*: http:\/\/127\.0\.0\.1:\d+\/v1\.$/);
    expect((await failure('json-error', { baseURL: server.url.replace('/v1', '') })).fix).toMatch(/most base URLs end in \/v1/);
  });

  it('keeps the query of a base URL behind the path, and never shows it', async () => {
    const baseURL = `${server.url}/openai/deployments/gpt/?api-version=2024-10-21&code=hush-hush-1`;
    await collectAnswer(provider({ baseURL }), { prompt: 'p', model: 'good' });
    expect(server.requests[0]?.path).toBe('/v1/openai/deployments/gpt/chat/completions?api-version=2024-10-21&code=hush-hush-1');
    // Azure takes a key in its own header, and a bearer for something else.
    expect(server.requests[0]?.headers).toMatchObject({ 'api-key': KEY });
    expect(server.requests[0]?.headers).not.toHaveProperty('authorization');
    expect(provider({ baseURL }).destination).not.toContain('hush');
  });

  it('sends a key without the white space around it, and says what is impossible in one without showing it', async () => {
    await collectAnswer(provider({ key: `\ufeff ${KEY}\r\n` }), { prompt: 'p', model: 'good' });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    await collectAnswer(provider({ key: ' \n' }), { prompt: 'p', model: 'good' });
    expect(server.requests[1]?.headers.authorization).toBe('Bearer none');
    const connections = server.connections();
    const impossible = {
      'my-se\ncret': 'a line break',
      'my se': 'a space',
      'my-sé-cret': 'no letter',
      "'my-se'": 'quotes',
      'my\u200b-se': 'invisible',
    };
    for (const [key, what] of Object.entries(impossible)) {
      const error = await failure('good', { key });
      expect([error.code, error.message]).toEqual(['key', expect.stringContaining(what)]);
      expect(error.message).not.toMatch(/my|se\b|cret/);
      expect(error.fix).toBe('Set the key.');
    }
    expect(server.connections()).toBe(connections);
  });

  it('shows no part of a key that a server quotes', async () => {
    const { message } = await failure('401-masked');
    expect(message).toContain('Incorrect key provided: [key] Or [key]');
    for (let start = 0; start + 4 <= KEY.length; start++) {
      const part = KEY.slice(start, start + 4);
      if (!['-key', 'y-ve'].includes(part)) expect(message).not.toContain(part);
    }
  });

  it('waits no longer than it was told', async () => {
    const timeouts = { start: 0.3, piece: 0.3, total: 20 };
    expect((await failure('silent', { timeouts, retries: 0 })).message).toMatch(/did not begin to answer within 0.3 s/);
    expect((await failure('stalled', { timeouts, retries: 0 })).message).toMatch(/nothing came for 0.3 s/);
    const drip = await failure('drip', { timeouts: { start: 5, piece: 5, total: 0.5 } });
    expect([drip.code, drip.message]).toEqual(['timeout', expect.stringMatching(/not complete after 0.5 s/)]);
  });

  it('stops on request: before, in the middle and while it waits', async () => {
    const code = async (model: string, signal: AbortSignal, onEvent?: (event: TextEvent) => void) =>
      collectAnswer(provider({ firstWait: 30 }), { prompt: 'p', model, signal }, onEvent).then(
        () => 'answered',
        (error: unknown) => (error instanceof TextProviderError ? error.code : String(error)),
      );
    expect(await code('good', AbortSignal.abort())).toBe('cancelled');
    expect(server.connections()).toBe(0);
    const middle = new AbortController();
    expect(await code('drip', middle.signal, () => middle.abort())).toBe('cancelled');
    const waiting = new AbortController();
    expect(await code('500', waiting.signal, () => waiting.abort())).toBe('cancelled');
  });

  it('opens no connection when offline', async () => {
    expect((await failure('good', { offline: true })).code).toBe('offline');
    expect(server.connections()).toBe(0);
  });

  it('says what to do about a server that is not there, and about settings that cannot work', async () => {
    const other = await startMockLlm(() => ANSWER);
    await other.close();
    const gone = await failure('good', { baseURL: other.url });
    expect([gone.code, gone.message]).toEqual([
      'network',
      `The server at ${other.url} cannot be reached (ECONNREFUSED). Start the server, or check the base URL.`,
    ]);
    expect((await failure('')).message).toMatch(/No model is chosen. Name one./);
    expect((await failure('good', { baseURL: 'localhost' })).message).toMatch(/is no base URL/);
    const secret = await failure('good', { baseURL: 'http://me:hush@127.0.0.1:1/v1' });
    expect(secret.message).not.toContain('hush');
    const broken = await failure('good', { key: 'line\nbreak-secret' });
    expect(broken.message).not.toContain('break-secret');
  });
});
