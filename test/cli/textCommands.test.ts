import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parsePromptFile } from '../../src/core/text/promptFile';
import { SAMPLE } from '../core/text/samples';
import type { MockLlm } from '../support/mockLlm';
import { startMockLlm } from '../support/mockLlm';
import { temporaryFolder } from '../support/temporary';
import type { Finished } from './process';
import { bundleCli, start } from './process';

const folder = temporaryFolder();
// The bundle of this test lies outside the project, which is where names of bundled prompts are looked up.
const bundled = ['hippocampus', 'phantom'].map((name) => join(import.meta.dirname, `../../prompts/${name}.segprompt.md`));
const KEY = 'very-secret-0815';
const texts = [
  'The pancreatic tail reaches the hilum of the spleen.',
  'A narrow pancreatic duct runs through the whole organ, from tail to head.',
  'In portal phase images the pancreas is a little darker than the liver.',
];
let cli = '';
let server: MockLlm;

beforeAll(async () => {
  cli = await bundleCli(join(folder, 'bundle'));
  server = await startMockLlm((n) => texts[n % texts.length] ?? '');
}, 120_000);
afterAll(() => server.close());

function run(...parameters: string[]): Promise<Finished> {
  const env = { LLMSEGNET_API_KEY: KEY, OPENAI_API_KEY: '', LLMSEGNET_BASE_URL: server.url };
  return start(cli, ['text', ...parameters], { cwd: folder, env });
}

/** A prompt file in a folder of its own. */
function promptFile(name: string, source = SAMPLE): { path: string; read: () => string } {
  mkdirSync(join(folder, name));
  const path = join(folder, name, 'pancreas.segprompt.md');
  writeFileSync(path, source);
  return { path, read: () => readFileSync(path, 'utf8') };
}

describe('text generate', () => {
  it('writes the missing response, and nothing else', async () => {
    const { path, read } = promptFile('missing');
    const before = server.requests.length;
    expect(await run('generate', path, '--model', 'good')).toMatchObject({ code: 0 });
    expect(server.requests.length - before).toBe(1);
    expect(server.requests.at(-1)?.headers.authorization).toBe(`Bearer ${KEY}`);
    const [first, second, third] = parsePromptFile(read()).responses;
    expect([first?.text, second?.text]).toEqual(
      parsePromptFile(SAMPLE)
        .responses.slice(0, 2)
        .map(({ text }) => text),
    );
    expect(texts).toContain(third?.text);
    expect(read().startsWith(SAMPLE.trimEnd())).toBe(true);
    expect(read()).not.toContain(KEY);
    expect(readdirSync(join(folder, 'missing'))).toEqual(['pancreas.segprompt.md']);
    expect((await run('generate', path, '--model', 'good')).output).toContain('no response is missing');
  }, 60_000);

  it('shows what would be sent, and opens no connection offline', async () => {
    const { path, read } = promptFile('dry');
    const before = server.connections();
    const dry = await run('generate', path, '--all', '--dry-run');
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.output).toContain('Generate 1 descriptions, each of a minimum of 5 words');
    expect(dry.output).toContain('responses 1, 2, 3 in 3 calls');
    const offline = await run('generate', path, '--model', 'good', '--offline');
    expect(offline).toMatchObject({ code: 1 });
    expect(offline.errors).toMatch(/offline is set/);
    expect(server.connections()).toBe(before);
    expect(read()).toBe(SAMPLE);
  }, 60_000);

  it('says why it failed, without the key, and leaves the file alone', async () => {
    const { path, read } = promptFile('faults');
    for (const [model, message] of [
      ['401', /did not take the key.*LLMSEGNET_API_KEY/],
      ['truncated', /incomplete/],
      ['injection', /response 3: left as it was\./],
    ] as const) {
      const { code, errors, output } = await run('generate', path, '--response', '3', '--model', model);
      expect([code, output]).toEqual([1, '']);
      expect(errors).toMatch(message);
      expect(errors).not.toContain(KEY);
      expect(read()).toBe(SAMPLE);
    }
    expect((await run('generate', path)).errors).toMatch(/No model is chosen. Name one with --model/);
    expect(await run('generate', path, '--response', '0')).toMatchObject({ code: 2 });
    expect(await run('generate', join(folder, 'nowhere.segprompt.md'))).toMatchObject({ code: 3 });
    const { path: broken } = promptFile('broken', SAMPLE.replace('organ: pancreas', 'organ: [pancreas'));
    const refused = await run('generate', broken, '--model', 'good');
    expect(refused).toMatchObject({ code: 3 });
    expect(refused.errors).toMatch(/pancreas\.segprompt\.md: line 4: organ: /);
  }, 120_000);

  it('stops at once on Ctrl-C', async () => {
    const { path, read } = promptFile('stop');
    const running = start(cli, ['text', 'generate', path, '--model', 'drip'], {
      cwd: folder,
      env: { LLMSEGNET_BASE_URL: server.url },
      onStart: (child) => {
        const before = server.requests.length;
        const timer = setInterval(() => {
          if (server.requests.length === before) return;
          clearInterval(timer);
          child.kill('SIGINT');
        }, 50);
      },
    });
    expect(await running).toMatchObject({ code: 130 });
    expect(read()).toBe(SAMPLE);
  }, 60_000);
});

describe('text embed', () => {
  it('tells what it would write and fetch, and does neither', async () => {
    const { path } = promptFile('embed');
    const feature = join(folder, 'embed', 'features', 'pancreas.bert-base-uncased.mean.json');
    const asked = await run('embed', path, '--model', 'bert-base-uncased', '--dry-run', '--json');
    expect(asked).toMatchObject({ code: 0 });
    expect(JSON.parse(asked.output)).toMatchObject({
      features: [{ path: feature, pooling: 'mean', state: 'to be made' }],
      download: { id: 'google-bert/bert-base-uncased', megabytes: 440 },
    });
    const { output } = await run('embed', path, '--model', 'bert-base-uncased', '--dry-run');
    expect(output).toMatch(/about 440 MB\) would be fetched from the hub into /);
    expect(readdirSync(join(folder, 'embed'))).toEqual(['pancreas.segprompt.md']);
  }, 60_000);
});

describe('text check and show', () => {
  it('finds nothing wrong with the bundled prompts, and names place and fix elsewhere', async () => {
    expect(await run('check', ...bundled)).toMatchObject({ code: 0, errors: '' });
    const { path } = promptFile('check');
    const checked = await run('check', path);
    expect(checked).toMatchObject({ code: 3 });
    expect(checked.output).toMatch(/pancreas\.segprompt\.md:37:1: error: Response 3 is empty\. Generate it.*\[response-empty\]/);
    const [file] = JSON.parse((await run('check', path, '--json')).output) as { file: string; problems: { code: string }[] }[];
    expect(file?.file).toBe(path);
    expect(file?.problems.map(({ code }) => code)).toContain('response-empty');
  }, 60_000);

  it('shows prompt, lengths and origins', async () => {
    const { output, code } = await run('show', promptFile('show').path);
    expect(code).toBe(0);
    expect(output).toContain('pancreas: pancreas in CT; 2 of 3 responses');
    expect(output).toContain('Consider pancreatic duct, head, and tail.');
    expect(output).toMatch(/Response 1: 13 words.*edited by hand\n {2}author: A\. Writer/);
  }, 60_000);
});
