import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { writeTinyBert } from '../support/tinyBert';
import type { MockModel } from './mockModel';
import { startMockModel } from './mockModel';
import { installFolder } from './server';
import type { Workbench } from './workbench';
import { keepEvidence, PATIENCE, startWorkbench } from './workbench';

/** Long enough for the checks: what is too short is not proposed. */
const ANSWER =
  'The hippocampus curves below the temporal horn, told by a mock model. Its head is the broadest part and lies behind the amygdala, which has the same grey level; its body is an oval of one centimetre, between the dark fluid of the ventricle on the outer side and the cistern on the inner one; its tail rises behind the midbrain and ends at the splenium.';
const source = fileURLToPath(new URL('../../prompts/hippocampus.segprompt.md', import.meta.url));
const modelExtension = fileURLToPath(new URL('modelExtension', import.meta.url));
const lineOfFirstResponse = readFileSync(source, 'utf8').split('\n').indexOf('## Response 1') + 1;

describe('a prompt file', () => {
  let workbench: Workbench;
  let model: MockModel;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-prompt-'));
  const file = join(folder, 'hippocampus.segprompt.md');
  beforeAll(async () => {
    copyFileSync(source, file);
    model = await startMockModel(ANSWER);
    const settings = { 'llmSegNet.text.provider': 'openai', 'llmSegNet.text.baseUrl': model.url, 'llmSegNet.text.model': 'mock' };
    // No model of this machine's user is found there.
    process.env['LLMSEGNET_MODELS'] = join(folder, 'models');
    workbench = await startWorkbench({ folder, settings: { ...settings, 'files.autoSave': 'off' } });
  });
  afterAll(async () => {
    model.close();
    await workbench.close();
  });
  afterEach(({ task }) => keepEvidence(workbench, task));

  it('regenerates one response after asking, as a diff that is accepted and undone', async () => {
    const { page } = workbench;
    await workbench.command('LLM-SegNet: Set API Key');
    await workbench.answer('a-key-of-the-tests');
    await workbench.notification('The key is stored').waitFor();
    await workbench.open('hippocampus.segprompt.md');
    await workbench.goToLine(lineOfFirstResponse);
    await workbench.screenshot('prompt');
    await page
      .locator('.codelens-decoration a')
      .filter({ hasText: /Regenerate$/ })
      .first()
      .click();
    await page.locator('.monaco-dialog-box').filter({ hasText: model.url }).waitFor();
    await workbench.screenshot('payload');
    await page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: 'Send' }).click();
    await page.locator('.diff-editor, .monaco-diff-editor').first().waitFor();
    const accept = page.locator('.editor-actions .action-label[aria-label^="Accept"]').first();
    await accept.waitFor();
    await page.locator('.view-line').filter({ hasText: 'told by a mock model' }).first().waitFor();
    await workbench.screenshot('diff');
    expect(model.requests).toHaveLength(1);
    expect(model.keys).toEqual(['Bearer a-key-of-the-tests']);
    await accept.click();
    await page.locator('.tab.dirty').filter({ hasText: 'hippocampus' }).waitFor();
    await workbench.command('File: Save');
    await expect.poll(() => readFileSync(file, 'utf8')).toContain('told by a mock model');
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+z');
    await workbench.command('File: Save');
    await expect.poll(() => readFileSync(file, 'utf8')).toBe(readFileSync(source, 'utf8'));
  });

  it('embeds with the shipped feature, asks before a download, and takes a model folder of the user', async () => {
    const { page } = workbench;
    await workbench.open('hippocampus.segprompt.md');
    await workbench.command('LLM-SegNet: Embed Text');
    await workbench.notification('is ready').waitFor();
    const features = join(folder, 'features');
    expect(readdirSync(features)).toEqual(['hippocampus.minilm.mean.json']);

    writeFileSync(file, readFileSync(source, 'utf8').replace('seahorse', 'sea horse'));
    writeTinyBert(join(folder, 'tiny'));
    await workbench.command('LLM-SegNet: Embed Text');
    const dialog = page.locator('.monaco-dialog-box').filter({ hasText: 'Download the text encoder' });
    await dialog.filter({ hasText: /about 91 MB.*kept in/ }).waitFor();
    await workbench.screenshot('download');
    await dialog.locator('.monaco-button').filter({ hasText: 'Choose a Model Folder' }).click();
    await workbench.chooseFile(join(folder, 'tiny'));
    await expect.poll(() => readdirSync(features), { timeout: 60_000 }).toContain('hippocampus.tiny.mean.json');
    await workbench.notification('tiny is ready').waitFor();
  });
});

describe("the editor's language models", () => {
  let workbench: Workbench;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-models-'));
  const file = join(folder, 'hippocampus.segprompt.md');
  const heard = join(folder, 'model.jsonl');
  const asked = (): unknown[] =>
    existsSync(heard)
      ? readFileSync(heard, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as unknown)
      : [];
  beforeAll(async () => {
    writeFileSync(file, readFileSync(source, 'utf8').replace('minWords: 60', 'minWords: 60\ntemperature: 0.3'));
    await installFolder(modelExtension);
    vi.stubEnv('LLMSEGNET_TEST_MODEL_ANSWER', ANSWER);
    vi.stubEnv('LLMSEGNET_TEST_MODEL_LOG', heard);
    const settings = { 'llmSegNet.text.provider': 'openai', 'llmSegNet.text.baseUrl': 'http://127.0.0.1:9/v1' };
    workbench = await startWorkbench({
      folder,
      settings: { ...settings, 'files.autoSave': 'off', 'chat.disableAIFeatures': false },
    });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    return workbench.close();
  });
  afterEach(({ task }) => keepEvidence(workbench, task));
  const choose = async (name: string): Promise<void> => {
    await workbench.command('LLM-SegNet: Choose Language Model');
    await workbench.page.locator('.quick-input-widget .monaco-list-row').filter({ hasText: name }).first().waitFor();
    await workbench.screenshot('language-models');
    await workbench.pick(name);
  };
  const regenerate = async (): Promise<void> => {
    await workbench.open('hippocampus.segprompt.md');
    await workbench.goToLine(lineOfFirstResponse);
    await workbench.page
      .locator('.codelens-decoration a')
      .filter({ hasText: /Regenerate$/ })
      .first()
      .click();
  };

  it('are chosen by name, and one regenerates a response', async () => {
    const { page } = workbench;
    await choose('Test Model');
    await regenerate();
    await page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: 'Send' }).click();
    const accept = page.locator('.editor-actions .action-label[aria-label^="Accept"]').first();
    await accept.waitFor();
    await page.locator('.view-line').filter({ hasText: 'told by a mock model' }).first().waitFor();
    await workbench.screenshot('diff-editor-model');
    expect(asked()).toEqual([
      { id: 'answers', prompt: expect.stringContaining('hippocampus') as string, modelOptions: { temperature: 0.3 } },
    ]);
    await accept.click();
    await page.locator('.tab.dirty').filter({ hasText: 'hippocampus' }).waitFor();
    await workbench.command('File: Save');
    await expect.poll(() => readFileSync(file, 'utf8'), { timeout: PATIENCE }).toContain('told by a mock model');
    expect(readFileSync(file, 'utf8')).toMatch(/provider: vscode.*model: answers|model: answers.*provider: vscode/s);
  });

  it('stop when the user cancels, and nothing is changed', async () => {
    const before = readFileSync(file, 'utf8');
    await choose('Endless Model');
    await regenerate();
    await workbench.page.locator('.view-line').filter({ hasText: 'word3' }).first().waitFor();
    await workbench.screenshot('streaming');
    const notification = workbench.notification('Generating text');
    await notification.locator('.monaco-button').filter({ hasText: 'Cancel' }).click();
    await notification.waitFor({ state: 'hidden' });
    await expect.poll(asked, { timeout: PATIENCE }).toContainEqual({ id: 'endless', cancelled: true });
    await workbench.page.locator('.view-line').filter({ hasText: 'word3' }).first().waitFor({ state: 'hidden' });
    expect(await workbench.page.locator('.notification-list-item').count()).toBe(0);
    expect(readFileSync(file, 'utf8')).toBe(before);
  });
});
