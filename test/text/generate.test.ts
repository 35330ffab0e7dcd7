import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkPromptFile } from '../../src/core/text/checks/checkPromptFile';
import { parsePromptFile } from '../../src/core/text/promptFile';
import { TextProviderError } from '../../src/core/text/provider';
import type { GenerateRequest, PromptTarget } from '../../src/text/generate';
import { generate } from '../../src/text/generate';
import { promptFileTarget } from '../../src/text/promptTarget';
import type { FixtureAnswer } from '../../src/text/providers/fixture';
import { fixtureProvider } from '../../src/text/providers/fixture';
import { openaiProvider } from '../../src/text/providers/openai';
import type { MockLlm } from '../support/mockLlm';
import { startMockLlm } from '../support/mockLlm';
import { temporaryFolder } from '../support/temporary';

const FIRST = 'An elongated grey band along the temporal horn is the hippocampus of a person.';
const OLD = `---
task: hippocampus
organ: hippocampus
modality: T1 MRI
count: 3
minWords: 8
seed: 7
---
## Prompt
Generate {{count}} descriptions of the {{organ}}.

## Response 1
> author: me

${FIRST}

## Notes
mine
`;
const TEXTS = [
  'The hippocampus curves below the floor of the temporal horn, next to it.',
  'Its head is swollen, and amygdala tissue lies before the hippocampus without a border.',
  'A thin alveus of white matter covers the upper face of the hippocampus in each slice.',
];

/** A file in memory that remembers each state. */
function memory(source: string): PromptTarget & { states: string[]; texts(): string[] } {
  const states = [source];
  const now = (): string => states.at(-1) ?? '';
  return {
    states,
    read: () => Promise.resolve(now()),
    write(next) {
      states.push(next);
      return Promise.resolve();
    },
    texts: () => parsePromptFile(now()).responses.map(({ text }) => text),
  };
}

function request(answers: readonly FixtureAnswer[], more: Partial<GenerateRequest> = {}) {
  const provider = fixtureProvider(answers);
  const full = { provider, model: 'm', numbers: [2, 3], together: false, date: '2026-11-24', ...more };
  return { ...full, provider, asked: () => provider.requests };
}

const list = (texts: readonly string[]): string => `Sure:\n${texts.map((text, i) => `${i + 1}. ${text}`).join('\n\n')}`;
const failure = (code: ConstructorParameters<typeof TextProviderError>[0]) => new TextProviderError(code, 'It failed.', 'Wait.');

describe('generate', () => {
  it('asks once a response, keeps the others, and says where each came from', async () => {
    const file = memory(OLD);
    const one = request([TEXTS[0] ?? '', TEXTS[1] ?? '']);
    expect(await generate(file, one)).toEqual({ kept: [2, 3], failed: [], stopped: undefined });
    expect(file.texts()).toEqual([FIRST, TEXTS[0], TEXTS[1]]);
    expect(one.asked().map(({ prompt, seed }) => [prompt, seed])).toEqual([
      ['Generate 1 descriptions of the hippocampus.', 9],
      ['Generate 1 descriptions of the hippocampus.', 10],
    ]);
    const parsed = parsePromptFile(file.states.at(-1) ?? '');
    expect(parsed.responses[1]?.provenance).toMatchObject({ model: 'm', provider: 'fixture', date: '2026-11-24', seed: '9' });
    expect(checkPromptFile(parsed).map(({ code }) => code)).toEqual([]);
    expect(file.states.at(-1)).toContain('## Notes\nmine\n');
    // Each was written by itself, so that a crash between them loses nothing.
    expect(file.states).toHaveLength(3);
  });

  it('asks once for all, and keeps what is there', async () => {
    const file = memory(OLD);
    const all = request([list(TEXTS.slice(0, 2))], { together: true, numbers: [1, 2, 3] });
    const { kept, failed } = await generate(file, all);
    expect([kept, failed]).toEqual([[1, 2], [{ number: 3, because: 'The answer has only 2 of 3 descriptions.' }]]);
    expect(all.asked()[0]?.prompt).toBe('Generate 3 descriptions of the hippocampus.');
    expect(file.texts()).toEqual(TEXTS.slice(0, 2));
  });

  it('keeps whole items of an answer that broke off, and not its last', async () => {
    const file = memory(OLD);
    const text = list(TEXTS).slice(0, -20);
    const { kept, stopped } = await generate(file, request([{ text, reason: 'length' }], { together: true, numbers: [1, 2, 3] }));
    expect([kept, stopped?.code]).toEqual([[1, 2], 'truncated']);
    expect(file.texts()).toEqual(TEXTS.slice(0, 2));
  });

  it('asks again when a text does not pass the checks, and then leaves the old one', async () => {
    const refusal = 'I am sorry, but I cannot provide a description of the hippocampus today, my friend.';
    const second = memory(OLD);
    expect((await generate(second, request([refusal, TEXTS[0] ?? ''], { numbers: [1] }))).kept).toEqual([1]);
    expect(second.texts()).toEqual([TEXTS[0]]);
    const never = memory(OLD);
    const { failed } = await generate(never, request([refusal, refusal], { numbers: [1] }));
    expect(failed).toEqual([{ number: 1, because: 'Response 1 refuses to answer.' }]);
    expect(never.states).toEqual([OLD]);
    const same = memory(OLD);
    expect((await generate(same, request([FIRST, FIRST], { numbers: [2] }))).failed[0]?.because).toMatch(/same as response 1/);
    expect(same.states).toEqual([OLD]);
  });

  it('stops where going on is no use, and goes on where it is', async () => {
    const file = memory(OLD);
    const stopped = await generate(file, request([TEXTS[0] ?? '', failure('key')], { numbers: [1, 2, 3] }));
    expect([stopped.kept, stopped.stopped?.code]).toEqual([[1], 'key']);
    expect(file.texts()).toEqual([TEXTS[0]]);
    const other = memory(OLD);
    const { kept, failed } = await generate(other, request([failure('truncated'), TEXTS[1] ?? ''], { numbers: [2, 3] }));
    expect([kept, failed.map(({ number }) => number)]).toEqual([[3], [2]]);
  });

  it('keeps what its user writes meanwhile', async () => {
    const file = memory(OLD);
    const one = request([TEXTS[0] ?? ''], {
      numbers: [2],
      onEvent: ({ kind }) => {
        if (kind === 'asking') file.states.push(OLD.replace('mine', 'mine, and longer'));
      },
    });
    await generate(file, one);
    expect(file.states.at(-1)).toContain('mine, and longer');
    expect(file.texts()).toEqual([FIRST, TEXTS[0]]);
  });
});

const folder = temporaryFolder();
/** As a Windows editor saves it. */
const CRLF = `\ufeff${OLD.replaceAll('\n', '\r\n')}`;

function onDisk(name: string) {
  const place = join(folder, name);
  mkdirSync(place);
  const path = join(place, 'mine.segprompt.md');
  writeFileSync(path, CRLF);
  const bytes = (): Buffer => readFileSync(path);
  return { target: promptFileTarget(path), before: bytes(), bytes, beside: () => readdirSync(place) };
}

describe('generate with a server', () => {
  let server: MockLlm;
  beforeEach(async () => {
    server = await startMockLlm((n) => TEXTS[n % TEXTS.length] ?? '');
  });
  afterEach(() => server.close());

  const timeouts = { start: 0.4, piece: 0.4, total: 1 };
  const ask = (model: string, together = false): GenerateRequest => ({
    provider: openaiProvider({
      baseURL: server.url,
      retries: 1,
      firstWait: 0.01,
      timeouts,
      modelFix: 'Name one.',
      keyFix: 'Set it.',
    }),
    model,
    numbers: [1, 2],
    together,
    date: '2026-11-24',
  });

  it('writes what the server streams', async () => {
    const file = memory(OLD);
    expect((await generate(file, ask('good'))).kept).toEqual([1, 2]);
    expect(file.texts()).toEqual(TEXTS.slice(0, 2));
  });

  const ways = ['think', 'think-closed-only', 'think-channels', 'think-field', 'parts', 'done-only', 'json-answer'];
  for (const model of ways)
    it(`writes the answer and nothing else of a server that gives it so: ${model}`, async () => {
      const file = memory(OLD);
      expect((await generate(file, ask(model))).kept).toEqual([1, 2]);
      expect(file.texts()).toEqual(TEXTS.slice(0, 2));
      await server.close();
      server = await startMockLlm(() => list(TEXTS));
      const together = memory(OLD);
      // The thoughts of the mock are a numbered list, too.
      expect((await generate(together, { ...ask(model, true), numbers: [1, 2, 3] })).kept).toEqual([1, 2, 3]);
      expect(together.texts()).toEqual(TEXTS);
    });

  it('asks once where each question would fail alike, and names the line that may be the reason', async () => {
    const file = memory(OLD);
    const refused = await generate(file, { ...ask('400'), numbers: [1, 2, 3] });
    expect(server.requests).toHaveLength(1);
    // The server speaks of a temperature, which the file does not set; its seed may be it.
    expect(refused.stopped?.message).toMatch(/temperature is not supported.*It may be "seed" in line 7 of the prompt file\.$/);
    const warm = memory(OLD.replace('seed: 7', 'temperature: 1.5\nseed: 7\nmodel: "400"'));
    const named = await generate(warm, { ...ask('400'), numbers: [1, 2, 3] });
    expect(named.stopped?.fix).toMatch(/Change or remove "temperature" in line 7 of the prompt file\.$/);
    for (const model of ['json-error', 'page', 'json-other', 'plain-text']) {
      const before = server.requests.length;
      await generate(memory(OLD), { ...ask(model), numbers: [1, 2, 3] });
      expect(server.requests.length - before).toBe(1);
    }
    const unknown = await generate(memory(OLD.replace('seed: 7', 'model: "404"')), { ...ask('404'), numbers: [1, 2] });
    expect(unknown.stopped?.fix).toMatch(/"model" in line 7/);
  });

  const broken = [
    '400',
    'json-error',
    'json-other',
    'json-limit',
    'plain-text',
    'think-unclosed',
    'think-limit',
    'think-only',
    '429',
    '429-long',
    '500',
    '502',
    '401',
    'page',
    'cut',
    'ends-early',
    'silent',
    'stalled',
    'drip',
    'wrong-json',
  ];
  for (const model of [
    ...broken,
    'other-json',
    'error-inside',
    'huge',
    'huge-line',
    'empty',
    'truncated',
    'filtered',
    'injection',
  ]) {
    it(`changes no byte of the file when the server fails, and loses nothing that was complete before: ${model}`, async () => {
      for (const together of [false, true]) {
        const file = onDisk(`${model}-${together}`);
        const { kept, failed, stopped } = await generate(file.target, ask(model, together));
        expect(kept).toEqual([]);
        expect(failed.length > 0 || stopped !== undefined).toBe(true);
        for (const { because } of failed) expect(because).toMatch(/^[A-Z].*[^.\s][.?]$/);
        expect(file.bytes()).toEqual(file.before);
        expect(file.beside()).toEqual(['mine.segprompt.md']);
      }
      await server.close();
      server = await startMockLlm(() => TEXTS[0] ?? '');
      const file = onDisk(`${model}-later`);
      expect((await generate(file.target, { ...ask(`good-then-${model}`), numbers: [2, 3] })).kept).toEqual([2]);
      const now = file.bytes().toString();
      expect(parsePromptFile(now).responses.map(({ text }) => text)).toEqual([FIRST, TEXTS[0]]);
      // Whatever its user wrote is still there, byte for byte, around the new section.
      const [start = '', end = ''] = CRLF.split('## Notes');
      expect(now.startsWith(start) && now.endsWith(`## Notes${end}`)).toBe(true);
    });
  }
});
