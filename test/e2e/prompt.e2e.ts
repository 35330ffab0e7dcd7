import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { MockModel } from './mockModel';
import { startMockModel } from './mockModel';
import type { Workbench } from './workbench';
import { keepEvidence, startWorkbench } from './workbench';

const ANSWER = 'The hippocampus curves below the temporal horn, told by a mock model.';
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
    workbench = await startWorkbench({ folder, settings: { ...settings, 'files.autoSave': 'off' } });
  });
  afterAll(async () => {
    model.close();
    await workbench.close();
  });
  afterEach(({ task }) => keepEvidence(workbench, task));

  it('regenerates one response after asking, as a diff that is accepted and undone', async () => {
    const { page } = workbench;
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
    await accept.click();
    await page.locator('.tab.dirty').filter({ hasText: 'hippocampus' }).waitFor();
    await workbench.command('File: Save');
    await expect.poll(() => readFileSync(file, 'utf8')).toContain('told by a mock model');
    await page.locator('.editor-instance .view-lines').first().click();
    await page.keyboard.press('Control+z');
    await workbench.command('File: Save');
    await expect.poll(() => readFileSync(file, 'utf8')).toBe(readFileSync(source, 'utf8'));
  });
});
