import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench';
import { keepEvidence, PATIENCE, startWorkbench } from './workbench';

/** Small enough for a busy machine, long enough to be stopped on its way. */
const TINY = {
  name: 'tiny',
  preset: 'phantom',
  iterations: 4000,
  patch: [16, 16, 16],
  network: { kind: 'vnet', filters: 2 },
  run: { checkpointSeconds: 2 },
};

function workspace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-workspace-'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'tiny.llmsegnet.json'), `${JSON.stringify(TINY, null, 2)}\n`);
  return folder;
}

interface Run {
  readonly state: string;
  readonly iteration: number;
  readonly lease: { readonly pid: number } | null;
  readonly experiment: { readonly text: { readonly beta: number } };
}

function runsIn(folder: string): Run[] {
  try {
    return readdirSync(join(folder, 'runs'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(folder, 'runs', name, 'run.json'), 'utf8')) as Run);
  } catch {
    return [];
  }
}

describe('training', () => {
  let workbench: Workbench;
  const folder = workspace();
  beforeAll(async () => {
    workbench = await startWorkbench({ folder, settings: { 'llmSegNet.onHostLoss': 'continue' } });
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));
  const status = () => workbench.page.locator('.statusbar-item').filter({ hasText: 'Training ' });
  const state = () => runsIn(folder).at(-1)?.state;

  it('makes a new experiment from a preset', async () => {
    await workbench.command('LLM-SegNet: New Experiment…');
    await workbench.pick('phantom');
    await workbench.answer('made-here');
    await workbench.page.locator('.codelens-decoration').filter({ hasText: 'Train' }).first().waitFor();
    await workbench.screenshot('experiment');
    expect(readFileSync(join(folder, 'made-here.llmsegnet.json'), 'utf8')).toContain('"preset": "phantom"');
  });

  it('trains from the palette and shows progress', async () => {
    await workbench.open('tiny.llmsegnet.json');
    await workbench.command('LLM-SegNet: Train');
    await status().waitFor();
    await workbench.sideBar();
    await workbench.page.locator('.monaco-list-row').filter({ hasText: 'tiny' }).first().waitFor();
    await workbench.screenshot('training');
    expect(state()).toBe('running');
  });

  it('explains the death of a killed trainer', async () => {
    await expect
      .poll(() => readdirSync(join(folder, 'runs', readdirSync(join(folder, 'runs'))[0] ?? '', 'checkpoints')), {
        timeout: PATIENCE,
      })
      // The manifest is written last: before it there is no checkpoint to resume from.
      .toContainEqual(expect.stringMatching(/\.json$/));
    const pid = runsIn(folder).at(-1)?.lease?.pid;
    if (pid === undefined) throw new Error('the run has no lease');
    process.kill(pid, 'SIGKILL');
    await workbench.notification('smaller patch').waitFor();
    await workbench.screenshot('killed');
  });

  it('resumes after a reload', async () => {
    await workbench.reload();
    await workbench.command('LLM-SegNet: Resume');
    await workbench.pick('tiny');
    await status().waitFor();
    expect(state()).toBe('running');
  });

  it('goes on without its window, is found again with its queue, and stops with a checkpoint', async () => {
    await workbench.open('tiny.llmsegnet.json');
    await workbench.command('LLM-SegNet: Train');
    await status().filter({ hasText: '(+1)' }).waitFor();
    const pid = runsIn(folder).at(-1)?.lease?.pid;
    await workbench.reload();
    await status().waitFor();
    expect(runsIn(folder).at(-1)).toMatchObject({ state: 'running', lease: { pid } });
    await workbench.screenshot('attached');
    await workbench.notification('waiting when').locator('.monaco-button').filter({ hasText: 'Discard' }).click();
    await workbench.command('LLM-SegNet: Stop');
    await expect.poll(state, { timeout: PATIENCE }).toBe('stopped');
    await status().waitFor({ state: 'hidden' });
    await workbench.screenshot('stopped');
    expect(runsIn(folder)).toHaveLength(1);
  });
});

describe('an experiment file', () => {
  let workbench: Workbench;
  const folder = workspace();
  beforeAll(async () => {
    writeFileSync(join(folder, 'wrong.llmsegnet.json'), '{\n  "preset": "phantom",\n  "iteratons": 10\n}\n');
    writeFileSync(join(folder, 'begun.llmsegnet.json'), '{\n  "preset": "phantom",\n  \n}\n');
    writeFileSync(join(folder, 'large.llmsegnet.json'), '{\n  "preset": "phantom",\n  "patch": [1024, 1024, 1024]\n}\n');
    workbench = await startWorkbench({ folder });
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));

  it("is completed by the editor's JSON service, which leaves the complaints to the extension", async () => {
    await workbench.open('begun.llmsegnet.json');
    await workbench.goToLine(3);
    await workbench.page.keyboard.type('"', { delay: 50 });
    const offered = workbench.page.locator('.suggest-widget .monaco-list-row');
    // Asked before the JSON service has read the schemas it answers without them: it is asked again, as a user would.
    await expect
      .poll(
        async () => {
          if (await offered.filter({ hasText: 'optimiser' }).count()) return true;
          await workbench.page.keyboard.press('Escape');
          await workbench.page.keyboard.press('Control+Space');
          return false;
        },
        { timeout: PATIENCE, interval: 2000 },
      )
      .toBe(true);
    await workbench.screenshot('completion');
    expect(await offered.allInnerTexts()).toEqual(expect.arrayContaining(['batch', 'iterations', 'network']));
    await workbench.page.keyboard.press('Escape');
  });

  it('is checked at the right field, once, and a quick fix mends it', async () => {
    await workbench.open('wrong.llmsegnet.json');
    await workbench.page.locator('.squiggly-error, .squiggly-warning').first().waitFor();
    await workbench.command('Problems: Focus on Problems View');
    const complaints = workbench.page.locator('.markers-panel .monaco-list-row').filter({ hasText: 'iteratons' });
    await complaints.first().waitFor();
    await workbench.screenshot('problems');
    await workbench.page.locator('.view-line').filter({ hasText: 'iteratons' }).first().click();
    await workbench.page.keyboard.press('Control+.');
    await workbench.page.locator('.action-widget .monaco-list-row').filter({ hasText: 'iterations' }).first().waitFor();
    await workbench.screenshot('quick-fix');
    expect(await complaints.count()).toBe(1);
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.view-line').filter({ hasText: '"iterations"' }).first().waitFor();
  });

  it('is not trained without a question where memory is short', async () => {
    await workbench.open('large.llmsegnet.json');
    await workbench.command('LLM-SegNet: Train');
    await workbench.page.locator('.monaco-dialog-box').filter({ hasText: 'GiB' }).waitFor();
    await workbench.screenshot('memory');
    await workbench.page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: 'Cancel' }).click();
    await workbench.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
    expect(runsIn(folder)).toHaveLength(0);
  });
});

describe('a sweep over beta', () => {
  let workbench: Workbench;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-sweep-'));
  const written = (name: string, text: object): void => {
    const values = { ...TINY, name, iterations: 2, data: { source: { kind: 'phantom', size: [32, 32, 32] } }, text };
    writeFileSync(join(folder, `${name}.llmsegnet.json`), JSON.stringify(values, null, 2));
  };
  beforeAll(async () => {
    written('with-text', { injection: 'broadcast', prompt: 'phantom' });
    written('without-text', { injection: 'off' });
    workbench = await startWorkbench({ folder });
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));
  const lens = () => workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Sweep over beta' }).first();

  it('is refused where beta changes nothing', async () => {
    await workbench.open('without-text.llmsegnet.json');
    await workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Train' }).first().waitFor();
    expect(await lens().count()).toBe(0);
    await workbench.command('LLM-SegNet: Sweep over Beta');
    await workbench.notification('beta changes nothing').waitFor();
    await workbench.screenshot('sweep-refused');
    await workbench.command('Notifications: Clear All');
  });

  it('trains once for each value, one after the other', async () => {
    await workbench.command('View: Close All Editors');
    await workbench.open('with-text.llmsegnet.json');
    await lens().click();
    const input = workbench.page.locator('.quick-input-widget input');
    await input.fill('0, eleven');
    await workbench.page.locator('.quick-input-message').filter({ hasText: 'Numbers from 0 to 10' }).waitFor();
    await workbench.screenshot('sweep');
    await workbench.answer('0, 0.5');
    await workbench.page.locator('.statusbar-item').filter({ hasText: '(+1)' }).waitFor();
    await workbench.sideBar();
    const both = expect.poll(() => runsIn(folder).map(({ state }) => state), { timeout: 2 * PATIENCE });
    await both.toEqual(['done', 'done']);
    for (const name of ['with-text, beta 0.5', 'with-text, beta 0']) {
      await workbench.page.locator('.sidebar .monaco-list-row').filter({ hasText: name }).first().waitFor();
    }
    await workbench.screenshot('swept');
    expect(runsIn(folder).map(({ experiment }) => experiment.text.beta)).toEqual([0, 0.5]);
  });
});

describe('Restricted Mode', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await startWorkbench({ folder: workspace(), trusted: false });
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));

  it('shows, but does not train', async () => {
    await workbench.open('tiny.llmsegnet.json');
    await workbench.page.locator('.codelens-decoration a').filter({ hasText: 'Train' }).first().click();
    await workbench.notification('Restricted Mode').waitFor();
    await workbench.screenshot('restricted');
    expect(runsIn(workbench.folder)).toHaveLength(0);
  });
});
