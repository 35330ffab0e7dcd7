import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench';
import { keepEvidence, PATIENCE, startWorkbench } from './workbench';

const commandLine = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

const TINY = {
  name: 'tiny',
  preset: 'phantom',
  iterations: 12,
  patch: [16, 16, 16],
  data: { source: { kind: 'phantom', size: [48, 48, 32] } },
  network: { kind: 'vnet', filters: 2 },
};

const OWN = { name: 'own', preset: 'hippocampus', data: { source: { kind: 'folder', path: 'volumes' } } };

/** Runs in the page: how many different colours the largest canvas of the document shows. */
const COLOURS = `(() => {
  const area = (canvas) => canvas.width * canvas.height;
  const canvas = [...document.querySelectorAll('canvas')].sort((a, b) => area(b) - area(a))[0];
  if (!canvas || area(canvas) === 0) return 0;
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
})()`;

describe('the views of a finished run', () => {
  let workbench: Workbench;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-views-'));
  beforeAll(async () => {
    writeFileSync(join(folder, 'tiny.llmsegnet.json'), `${JSON.stringify(TINY, null, 2)}\n`);
    const run = (...args: string[]): void =>
      void execFileSync(process.execPath, [commandLine, ...args], { cwd: folder, stdio: 'pipe' });
    run('phantom', '--out', 'volumes', '--cases', '8', '--test', '2');
    // Its lists taken away, as people's own folders are.
    rmSync(join(folder, 'volumes', 'splits'), { recursive: true });
    writeFileSync(join(folder, 'own.llmsegnet.json'), `${JSON.stringify(OWN, null, 2)}\n`);
    run('train', 'tiny.llmsegnet.json', '--out', join('runs', 'tiny'));
    workbench = await startWorkbench({ folder });
    await workbench.sideBar();
    await workbench.page.locator('.monaco-list-row').filter({ hasText: 'Dice' }).first().waitFor();
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));

  it('shows slices of a test case', async () => {
    await workbench.command('LLM-SegNet: Open Viewer');
    const view = workbench.webview();
    await view.locator('canvas').first().waitFor();
    await expect.poll(() => view.locator(':root').evaluate(COLOURS), { timeout: PATIENCE }).toBeGreaterThan(50);
    await view.locator('.side table tr').first().waitFor();
    await workbench.screenshot('viewer');
    expect(workbench.violations).toEqual([]);
  });

  it('shows curves and a table of cases', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.command('LLM-SegNet: Show Curves and Tables');
    const view = workbench.webview();
    await view.locator('canvas').first().waitFor();
    await expect.poll(() => view.locator(':root').evaluate(COLOURS), { timeout: PATIENCE }).toBeGreaterThan(2);
    await workbench.screenshot('curves');
    await view.getByRole('tab', { name: /cases/i }).click();
    await view.locator('tbody tr').filter({ hasText: 'phantom_' }).first().waitFor();
    await workbench.screenshot('cases');
    expect(workbench.violations).toEqual([]);
  });

  it('compares runs, and exports their table', async () => {
    await workbench.command('LLM-SegNet: Compare Runs');
    await workbench.webview().locator('tbody tr').filter({ hasText: 'tiny' }).first().waitFor();
    await workbench.screenshot('runs-compared');
    await workbench.command('LLM-SegNet: Export Table');
    await workbench.pick('Runs on the test cases');
    await workbench.pick('Markdown');
    await workbench.chooseFile(join(folder, 'results.md'));
    await expect.poll(() => existsSync(join(folder, 'results.md')), { timeout: PATIENCE }).toBe(true);
    expect(readFileSync(join(folder, 'results.md'), 'utf8')).toMatch(/\| *tiny/);
  });

  it('predicts on a volume', async () => {
    const out = join(folder, 'masks');
    mkdirSync(out);
    await workbench.command('LLM-SegNet: Predict on Volume');
    await workbench.pick('tiny');
    await workbench.chooseFile(join(folder, 'volumes', 'imagesTr', 'phantom_000.nii.gz'));
    await workbench.chooseFile(out);
    await workbench.notification('The masks are in').waitFor();
    expect(readdirSync(out)).toContain('phantom_000.mean.nii.gz');
  });

  it('checks the data of an experiment', async () => {
    await workbench.open('own.llmsegnet.json');
    await workbench.command('LLM-SegNet: Check Data');
    await workbench.notification('The data can be trained on').waitFor();
  });

  it('lists the cases of an experiment with what is wrong with them', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.sideBar();
    const row = workbench.page.locator('.monaco-list-row').filter({ hasText: /^own/ }).first();
    await row.locator('.monaco-tl-twistie').click();
    const group = workbench.page.locator('.monaco-list-row').filter({ hasText: 'In no list' }).first();
    await group.locator('.monaco-tl-twistie').click();
    await workbench.page.locator('.monaco-list-row').filter({ hasText: 'phantom_' }).first().waitFor();
    await workbench.screenshot('data');
  });

  it('proposes an experiment for a folder, and writes it and its split when told to', async () => {
    await workbench.command('View: Show Explorer');
    await workbench.page
      .locator('.explorer-folders-view .monaco-list-row')
      .filter({ hasText: 'volumes' })
      .click({ button: 'right' });
    // A menu takes no mouse button in its first moments, and keys at once.
    await workbench.page.locator('.monaco-menu .action-item').filter({ hasText: 'New Experiment from' }).hover();
    await workbench.page.locator('.monaco-menu .action-item.focused').filter({ hasText: 'New Experiment from' }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await workbench.answer('mine');
    await workbench.page.locator('.view-line').filter({ hasText: 'Proposed split' }).first().waitFor();
    expect(existsSync(join(folder, 'mine.llmsegnet.json'))).toBe(false);
    await workbench.screenshot('proposal');
    await workbench.notification('proposed split').locator('.monaco-button').filter({ hasText: 'Write It' }).click();
    await expect.poll(() => existsSync(join(folder, 'mine.llmsegnet.json')), { timeout: PATIENCE }).toBe(true);
    expect(readFileSync(join(folder, 'mine.llmsegnet.json'), 'utf8')).toContain('"path": "volumes"');
    expect(existsSync(join(folder, 'volumes', 'splits', 'train.txt'))).toBe(true);
  });
});
