import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench';
import { keepEvidence, PATIENCE, startWorkbench } from './workbench';

const TINY = {
  name: 'tiny',
  preset: 'phantom',
  iterations: 4000,
  patch: [16, 16, 16],
  network: { kind: 'vnet', filters: 2 },
};

interface Run {
  readonly state: string;
  readonly iteration: number;
}

describe('what the palette offers besides training', () => {
  let workbench: Workbench;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-commands-'));
  const runs = join(folder, 'runs');
  const run = (): Run | undefined => {
    const name = existsSync(runs) ? readdirSync(runs)[0] : undefined;
    return name === undefined ? undefined : (JSON.parse(readFileSync(join(runs, name, 'run.json'), 'utf8')) as Run);
  };
  const status = (text: string | RegExp) => workbench.page.locator('.statusbar-item').filter({ hasText: text });
  const dialog = () => workbench.page.locator('.monaco-dialog-box');
  beforeAll(async () => {
    writeFileSync(join(folder, 'tiny.llmsegnet.json'), `${JSON.stringify(TINY, null, 2)}\n`);
    const settings = { 'llmSegNet.text.provider': 'openai', 'llmSegNet.text.baseUrl': 'http://localhost:1/v1' };
    workbench = await startWorkbench({ folder, settings });
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));

  it('pauses a run, continues it and stops it', async () => {
    await workbench.open('tiny.llmsegnet.json');
    await workbench.command('LLM-SegNet: Train');
    await status('Training ').waitFor();
    await workbench.command('LLM-SegNet: Pause');
    await expect.poll(() => run()?.state, { timeout: PATIENCE }).toBe('paused');
    await status(/paused/i).waitFor();
    await workbench.screenshot('paused');
    await workbench.command('LLM-SegNet: Resume');
    await expect.poll(() => run()?.state, { timeout: PATIENCE }).toBe('running');
    await status('Training ').waitFor();
    await workbench.command('LLM-SegNet: Stop');
    await expect.poll(() => run()?.state, { timeout: PATIENCE }).toBe('stopped');
  });

  it('moves a run to the trash, or deletes it where there is none, after asking', async () => {
    await workbench.command('LLM-SegNet: Move Run to Trash');
    await workbench.pick('tiny');
    await dialog().filter({ hasText: 'Move the run' }).waitFor();
    await workbench.screenshot('trash');
    await dialog().locator('.monaco-button').filter({ hasText: 'Cancel' }).click();
    expect(run()?.state).toBe('stopped');
    await workbench.command('LLM-SegNet: Move Run to Trash');
    await workbench.pick('tiny');
    await dialog().locator('.monaco-button').filter({ hasText: 'Move to Trash' }).click();
    // A server has no trash.
    await dialog().filter({ hasText: 'Delete it permanently?' }).waitFor();
    await workbench.screenshot('no-trash');
    await dialog().locator('.monaco-button').filter({ hasText: 'Delete Permanently' }).click();
    await expect.poll(() => readdirSync(runs), { timeout: PATIENCE }).toEqual([]);
    await workbench.sideBar();
    await workbench.page.locator('.pane-body').filter({ hasText: 'No runs' }).first().waitFor();
    await workbench.screenshot('no-runs');
  });

  it('starts a prompt file from a bundled one under a name that is free', async () => {
    await workbench.command('LLM-SegNet: New Prompt File');
    await workbench.pick('pancreas');
    await workbench.answer('mine');
    const file = join(folder, 'mine.segprompt.md');
    await expect.poll(() => existsSync(file), { timeout: PATIENCE }).toBe(true);
    await workbench.page.locator('.codelens-decoration').filter({ hasText: 'Regenerate' }).first().waitFor();
    await workbench.screenshot('new-prompt');
    await workbench.command('LLM-SegNet: New Prompt File');
    await workbench.pick('pancreas');
    await workbench.answer('mine');
    await workbench.page.locator('.quick-input-message').filter({ hasText: 'mine.segprompt.md exists already.' }).waitFor();
    await workbench.screenshot('name-taken');
    await workbench.page.keyboard.press('Escape');
  });

  it('shows what would be sent', async () => {
    await workbench.open('mine.segprompt.md');
    await workbench.command('LLM-SegNet: Show What Is Sent');
    await workbench.page.locator('.view-line').filter({ hasText: 'nothing else' }).first().waitFor();
    await workbench.screenshot('what-is-sent');
    // Nothing asks to be saved.
    expect(await workbench.page.locator('.tab.dirty').count()).toBe(0);
    await workbench.command('View: Close Editor');
    await workbench.page.locator('.tab').filter({ hasText: 'What is sent' }).waitFor({ state: 'detached' });
  });

  it('keeps an API key, and forgets it', async () => {
    await workbench.command('LLM-SegNet: Set API Key');
    await workbench.answer('a-key-of-the-tests');
    await workbench.notification('The key is stored').waitFor();
    await workbench.command('LLM-SegNet: Remove API Key');
    await workbench.notification('The key is removed').waitFor();
    expect(workbench.log()).not.toContain('a-key-of-the-tests');
  });
});
