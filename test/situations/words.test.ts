/** Language models: what servers, keys and proxies do, and what becomes of the prompt file. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { parsePromptFile } from '../../src/core/text/promptFile';
import { startMockLlm } from '../support/mockLlm';
import { startProxy } from '../support/proxy';
import type { Situation } from './situations';
import { situations } from './situations';

const TEXTS = [
  'The hippocampus curves below the floor of the temporal horn, next to it.',
  'Its head is swollen, and amygdala tissue lies before the hippocampus without a border.',
];
const KEY = 'sk-my-very-secret-0815';

const server = await startMockLlm((_n, { body }) =>
  body.messages[0]?.content.includes('2 descriptions') === true
    ? TEXTS.map((text, i) => `${i + 1}. ${text}`).join('\n')
    : (TEXTS[0] ?? ''),
);
const proxy = await startProxy(server.url);
afterAll(async () => {
  await proxy.close();
  await server.close();
});

/** A prompt file without responses; line 7 is `setting`. */
const file = (setting: string) => (folder: string) => {
  const head = `task: hippocampus\norgan: hippocampus\nmodality: T1 MRI\ncount: 2\nminWords: 8\n${setting}`;
  writeFileSync(join(folder, 'a.segprompt.md'), `---\n${head}\n---\n## Prompt\nGive {{count}} descriptions of the {{organ}}.\n`);
};

const written = (folder: string): string[] =>
  parsePromptFile(readFileSync(join(folder, 'a.segprompt.md'), 'utf8')).responses.map(({ text }) => text);

interface Row {
  readonly model: string;
  readonly flags?: readonly string[];
  /** The base URL's end, in place of /v1. */
  readonly path?: string;
  /** In place of the mock's own address. */
  readonly url?: string;
  readonly setting?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly says?: RegExp;
  readonly texts: readonly string[];
  /** Requests that the server sees. */
  readonly asked: number;
}

let seen = 0;
function row(
  name: string,
  { model, flags = ['--response', '1'], path = '/v1', url, setting = 'seed: 7', env = {}, ...must }: Row,
): Situation {
  const base = url ?? server.url.replace('/v1', path);
  return {
    name,
    given: (folder) => {
      seen = server.requests.length;
      file(setting)(folder);
    },
    when: ['text', 'generate', 'a.segprompt.md', '--base-url', base, '--model', model, ...flags],
    env: { LLMSEGNET_API_KEY: KEY, ...env },
    exit: must.texts.length > 0 ? 0 : 1,
    ...(must.says === undefined ? {} : { says: must.says }),
    never: [/secret|0815/, /<think|user wants/],
    leaves: (folder) => {
      expect(written(folder)).toEqual(must.texts);
      expect(server.requests.length - seen).toBe(must.asked);
    },
  };
}

const one = { texts: TEXTS.slice(0, 1), asked: 1 };
const all = { flags: ['--all', '--together'], texts: TEXTS, asked: 1 };
const none = { flags: ['--all'], texts: [], asked: 1 };

situations('language models', [
  row('a model reasons before it answers', { model: 'think', ...one }),
  row('a model reasons in a numbered list before a numbered list', { model: 'think', ...all }),
  row('only the end of the reasoning is marked', { model: 'think-closed-only', ...all }),
  row('the reasoning does not end', { model: 'think-limit', ...none, flags: ['--all', '--together'], says: /still reasoning/ }),
  row('the reasoning is in a field of its own', { model: 'think-field', ...one }),
  row('a text comes as a list of parts', { model: 'parts', ...one }),
  row('the server does not stream', { model: 'json-answer', ...one }),
  row('a stream ends with [DONE] and no reason', { model: 'done-only', ...one }),
  row('the base URL has no /v1', {
    model: 'json-error',
    path: '',
    ...none,
    says: /Unexpected endpoint.*most base URLs end in \/v1/,
  }),
  row('the base URL ends in /chat/completions', {
    model: '404',
    path: '/v1/chat/completions',
    ...none,
    says: /Leave out the end/,
  }),
  row('the server answers with a web page', { model: 'page', ...none, says: /a web page in place of a stream/ }),
  row('Azure wants a version in the query', { model: 'good', path: '/openai/v1?api-version=2024-10-21', ...one }),
  row('the model takes no temperature', { model: '400', setting: 'temperature: 1', ...none, says: /"temperature" in line 7/ }),
  row('a key was copied with a line break', { model: 'good', env: { LLMSEGNET_API_KEY: `${KEY}\n` }, ...one }),
  row('a key has a character that none has', {
    model: 'good',
    env: { LLMSEGNET_API_KEY: `${KEY}…` },
    ...none,
    asked: 0,
    says: /The key has a character in it/,
  }),
  row('a server quotes the key', { model: '401-masked', ...none, says: /\[key\].*Set the environment variable/ }),
  row('the server is behind a proxy', {
    model: 'good',
    url: 'http://models.example/v1',
    env: { http_proxy: proxy.address },
    ...one,
  }),
  row('the server is on this machine, and a proxy is set', { model: 'good', env: { http_proxy: '127.0.0.1:1' }, ...one }),
  row('the proxy is not there', {
    model: 'good',
    url: 'http://models.example/v1',
    env: { http_proxy: 'http://me:secret@127.0.0.1:1' },
    ...none,
    asked: 0,
    says: /through the proxy 127\.0\.0\.1:1: ECONNREFUSED/,
  }),
]);
