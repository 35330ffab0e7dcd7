import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench';
import { keepEvidence, PATIENCE, startWorkbench } from './workbench';

const prompt = fileURLToPath(new URL('../../prompts/hippocampus.segprompt.md', import.meta.url));
const OWN = { preset: 'hippocampus', data: { source: { kind: 'folder', path: 'volumes' } } };

function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a program that takes long', () => {
  let workbench: Workbench;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-cancel-'));
  const slow = join(folder, 'slow-node');
  const started = (): number[] =>
    existsSync(`${slow}.pids`) ? readFileSync(`${slow}.pids`, 'utf8').trim().split('\n').map(Number) : [];
  beforeAll(async () => {
    // In the place of Node: it does nothing, for longer than any test waits.
    writeFileSync(slow, '#!/bin/sh\necho $$ >> "$0.pids"\nexec sleep 1000\n', { mode: 0o755 });
    mkdirSync(join(folder, 'volumes'));
    writeFileSync(join(folder, 'own.llmsegnet.json'), JSON.stringify(OWN));
    copyFileSync(prompt, join(folder, 'hippocampus.segprompt.md'));
    workbench = await startWorkbench({ folder, settings: { 'llmSegNet.nodePath': slow } });
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));

  const cancel = async (title: string): Promise<void> => {
    const shown = workbench.notification(title);
    await shown.locator('.monaco-button').filter({ hasText: 'Cancel' }).click();
    await shown.waitFor({ state: 'hidden' });
    await expect.poll(() => started().filter(lives), { timeout: PATIENCE }).toEqual([]);
    // Neither an error nor a result.
    expect(await workbench.page.locator('.notification-list-item').allInnerTexts()).toEqual([]);
  };

  it.each([
    ['own.llmsegnet.json', 'Check Data', 'Checking data'],
    ['hippocampus.segprompt.md', 'Embed Text', 'Embedding text'],
  ])('on %s, %s, ends when the user cancels, and says no more', async (file, command, title) => {
    const before = started().length;
    await workbench.open(file);
    await workbench.command(`LLM-SegNet: ${command}`);
    await expect.poll(() => started().length, { timeout: PATIENCE }).toBe(before + 1);
    await workbench.notification(title).waitFor();
    await workbench.screenshot(`cancel-${command.toLowerCase().replace(' ', '-')}`);
    await cancel(title);
  });

  it('for a new experiment from a folder, ends when the user cancels, and writes nothing', async () => {
    await workbench.command('LLM-SegNet: New Experiment from a Folder');
    await workbench.chooseFile(join(folder, 'volumes'));
    await workbench.answer('never');
    await cancel('Looking at the volumes');
    expect(existsSync(join(folder, 'never.llmsegnet.json'))).toBe(false);
  });
});
