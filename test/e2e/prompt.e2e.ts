import { copyFileSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { writeTinyBert } from '../support/tinyBert';
import type { MockModel } from './mockModel';
import { startMockModel } from './mockModel';
import type { Workbench } from './workbench';
import { keepEvidence, startWorkbench } from './workbench';

/** Long enough for the checks: what is too short is not proposed. */
const ANSWER =
  'The hippocampus curves below the temporal horn, told by a mock model. Its head is the broadest part and lies behind the amygdala, which has the same grey level; its body is an oval of one centimetre, between the dark fluid of the ventricle on the outer side and the cistern on the inner one; its tail rises behind the midbrain and ends at the splenium.';
const source = fileURLToPath(new URL('../../prompts/hippocampus.segprompt.md', import.meta.url));
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
    await workbench.answer(`${join(folder, 'tiny')}/`);
    await page.locator('.quick-input-widget .monaco-button').filter({ hasText: 'OK' }).click();
    await expect.poll(() => readdirSync(features), { timeout: 60_000 }).toContain('hippocampus.tiny.mean.json');
    await workbench.notification('tiny is ready').waitFor();
  });
});
