import { beforeEach, describe, expect, it, vi } from 'vitest';
import { collectAnswer, TextProviderError } from '../../../src/core/text/provider';
import { editorModels, vscodeProvider } from '../../../src/host/prompt/vscodeProvider';
import { LanguageModelError, lm } from '../../support/vscode';

vi.mock('vscode', () => import('../../support/vscode'));

interface Asked {
  readonly messages: unknown;
  readonly options: unknown;
  readonly token: { readonly isCancellationRequested: boolean };
}

type Pieces = (asked: Asked) => AsyncIterable<string>;

/** The editor offers one model, 'good', that answers with these pieces. Returns what it is asked. */
function offer(pieces: Pieces | Error): Asked[] {
  const requests: Asked[] = [];
  const model = {
    id: 'good',
    name: 'Good',
    vendor: 'tests',
    sendRequest(messages: unknown, options: unknown, token: Asked['token']) {
      const asked = { messages, options, token };
      requests.push(asked);
      return pieces instanceof Error ? Promise.reject(pieces) : Promise.resolve({ text: pieces(asked) });
    },
  };
  lm.selectChatModels = (selector = {}) => Promise.resolve(selector.id === undefined || selector.id === 'good' ? [model] : []);
  return requests;
}

async function* words(...text: readonly string[]): AsyncGenerator<string> {
  for (const word of text) {
    await Promise.resolve();
    yield word;
  }
}

async function failure(request: Parameters<typeof collectAnswer>[1]): Promise<TextProviderError> {
  const error: unknown = await collectAnswer(vscodeProvider, request).catch((thrown: unknown) => thrown);
  if (!(error instanceof TextProviderError)) throw new Error(`no TextProviderError: ${String(error)}`);
  return error;
}

describe("the editor's language models", () => {
  beforeEach(() => {
    offer(() => words('The ', 'atrium.'));
  });

  it('stream an answer, and are told the prompt and what the file asks for', async () => {
    const requests = offer(() => words('The ', 'atrium.'));
    const deltas: string[] = [];
    const asked = { prompt: 'Describe it.', model: 'good', temperature: 0.5, seed: 3 };
    const answer = await collectAnswer(vscodeProvider, asked, (event) => {
      if (event.kind === 'delta') deltas.push(event.text);
    });
    expect(answer).toEqual({ text: 'The atrium.', model: 'good' });
    expect(deltas).toEqual(['The ', 'atrium.']);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.messages).toEqual([{ role: 'user', content: 'Describe it.' }]);
    expect(requests[0]?.options).toMatchObject({ modelOptions: { temperature: 0.5, seed: 3 } });
  });

  it('decide themselves what the file does not say', async () => {
    const requests = offer(() => words('The atrium.'));
    expect(await collectAnswer(vscodeProvider, { prompt: 'p' })).toEqual({ text: 'The atrium.', model: 'good' });
    expect(requests[0]?.options).not.toHaveProperty('modelOptions');
  });

  it('are listed by id, with a name for people', async () => {
    expect(await editorModels()).toEqual([{ id: 'good', name: 'Good (tests)' }]);
  });

  it('are named when the editor has none, or another', async () => {
    expect(await failure({ prompt: 'p', model: 'gone' })).toMatchObject({
      code: 'no-model',
      message: expect.stringMatching(/no language model 'gone'.*Choose Language Model/) as string,
    });
    lm.selectChatModels = () => Promise.resolve([]);
    expect(await failure({ prompt: 'p' })).toMatchObject({
      code: 'no-model',
      message: expect.stringContaining('has no') as string,
    });
  });

  const wrong: [what: string, error: Error, code: string, message: RegExp][] = [
    ['denied consent', LanguageModelError.NoPermissions('You said no.'), 'no-access', /You said no\. Allow LLM-SegNet/],
    ['a quota used up', LanguageModelError.Blocked('Quota exceeded.'), 'rate-limit', /Quota exceeded\. Wait until/],
    ['a model that went away', LanguageModelError.NotFound('Unknown model.'), 'no-model', /Unknown model\. Choose another/],
    ['a fault of its server', new LanguageModelError('Failed.', 'Unknown', new Error('502')), 'server', /Failed\. 502 Try again/],
    ['a fault of its extension', new TypeError('x is not a function'), 'server', /x is not a function Try again/],
  ];
  it.each(wrong)('explain %s', async (_what, error, code, message) => {
    offer(error);
    const before = await failure({ prompt: 'p', model: 'good' });
    expect(before.code).toBe(code);
    expect(before.message).toMatch(message);
    expect(before.cause).toBe(error);
    // The same error may come after the first words.
    offer(async function* () {
      yield 'The ';
      await Promise.resolve();
      throw error;
    });
    expect((await failure({ prompt: 'p', model: 'good' })).code).toBe(code);
  });

  it('have their reasoning left out, of what is shown, too', async () => {
    offer(() => words('<thi', 'nk>Hm. ', 'Well.</th', 'ink>\n', 'The ', 'atrium.'));
    const shown: string[] = [];
    const answer = await collectAnswer(vscodeProvider, { prompt: 'p' }, (_event, soFar) => shown.push(soFar.trim()));
    expect(answer.text).toBe('The atrium.');
    expect([...new Set(shown)]).toEqual(['', 'The', 'The atrium.']);
    offer(() => words('<think>Hm. '));
    expect((await failure({ prompt: 'p' })).code).toBe('truncated');
  });

  it('say so when they say nothing', async () => {
    offer(() => words(' ', '\n'));
    expect((await failure({ prompt: 'p' })).code).toBe('empty');
  });

  it('are cancelled between two words, by their token', async () => {
    const controller = new AbortController();
    const requests = offer(async function* ({ token }) {
      yield 'The ';
      controller.abort();
      await Promise.resolve();
      if (token.isCancellationRequested) throw new Error('Canceled');
      yield 'atrium.';
    });
    expect((await failure({ prompt: 'p', signal: controller.signal })).code).toBe('cancelled');
    expect(requests[0]?.token.isCancellationRequested).toBe(true);
  });

  it('are left alone when they take no notice of it', async () => {
    const controller = new AbortController();
    offer(async function* () {
      yield 'The ';
      setTimeout(() => controller.abort(), 5);
      await new Promise(() => undefined);
    });
    expect((await failure({ prompt: 'p', signal: controller.signal })).code).toBe('cancelled');
  });

  it('are not asked once the user has cancelled', async () => {
    const requests = offer(() => words('The atrium.'));
    expect((await failure({ prompt: 'p', signal: AbortSignal.abort() })).code).toBe('cancelled');
    expect(requests).toEqual([]);
  });
});
