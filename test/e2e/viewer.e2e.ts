/**
 * The views on a real workbench: pixels of known voxels, orientation marks, accessibility in four themes, content security policy, and the
 * ways from a table to a slice. On volumes of the shared folder where it is, else on phantoms; LLMSEGNET_RUN takes a run of yours.
 */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DIFFERENCE_COLOURS, ROLE_COLOURS } from '../../src/core/view/colours';
import { createLabelStore, storeLabels } from '../../src/core/view/labelStore';
import { PLANES, voxelIndex } from '../../src/core/view/plane';
import { blend, greyOf } from '../../src/core/view/render';
import { countDifferences, largestSlice } from '../../src/core/view/strip';
import { measureStatistics, windowOf } from '../../src/core/view/window';
import type { Triple } from '../../src/core/volume/types';
import { readNifti, readNiftiLabels } from '../../src/io/nifti/read';
import { runPaths } from '../../src/io/run/runDirectory';
import { HOSTILE_VOLUMES, writeHostile } from '../support/hostileVolumes';
import type { Actor } from '../webview/actor';
import { actorOn, near } from '../webview/actor';
import { makeWorkspace } from '../webview/workspace';
import type { ViewedRun } from './viewerFolder';
import { makeOtherRun, makeViewedRun } from './viewerFolder';
import type { Workbench } from './workbench';
import { keepEvidence, PATIENCE, startWorkbench } from './workbench';

const OPACITY = 0.35;
const THEMES = { dark: 'Dark Modern', light: 'Light Modern', 'hc-dark': 'Dark High Contrast', 'hc-light': 'Light High Contrast' };
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What it is, where, and for a contrast the colours that were measured. */
const SERIOUS = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations
  .filter(({ impact }) => impact === 'serious' || impact === 'critical')
  .flatMap(({ id, nodes }) => nodes.map(({ target, any }) => {
    const { fgColor, bgColor, contrastRatio } = any[0]?.data ?? {};
    return [id, String(target), fgColor, bgColor, contrastRatio].filter(Boolean).join(' ');
  })))`;

/** A page that was hidden while the theme changed gets its new colours some time after it is shown. */
async function settlesWithNothingSerious(frame: Frame, what: string): Promise<void> {
  await expect.poll(() => frame.evaluate<string[]>(SERIOUS), { message: what, timeout: 20_000, interval: 1000 }).toEqual([]);
}

/** What is on disk of the first case. */
async function readCase({ path, data, iteration, cases }: ViewedRun) {
  const id = cases[0] ?? '';
  const image = await readNifti(join(data, 'imagesTr', `${id}.nii.gz`));
  const truth = await readNiftiLabels(join(data, 'labelsTr', `${id}.nii.gz`));
  const mask = async (model: string): Promise<Uint8Array> =>
    (await readNiftiLabels(runPaths.mask(path, iteration, id, model))).labels.data;
  const { size, spacing } = image.volume;
  const labels = { truth: truth.labels.data.map((value) => Math.min(1, value)), first: await mask('A'), second: await mask('B') };
  return { id, size, spacing, image: image.volume.data, labels };
}

describe('the views on a real workbench', () => {
  let workbench: Workbench;
  let run: ViewedRun;
  let made: ViewedRun;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-viewer-'));
  beforeAll(async () => {
    run = makeViewedRun(folder);
    made = { path: await makeWorkspace(folder), data: join(folder, 'data'), iteration: 10, cases: ['case_ras'] };
    makeOtherRun(made.path);
    for (const volume of HOSTILE_VOLUMES.filter(({ name }) => name === 'negative.nii')) writeHostile(folder, volume);
    workbench = await startWorkbench({ folder });
    await workbench.sideBar();
    await workbench.page.locator('.monaco-list-row').filter({ hasText: 'Dice' }).first().waitFor();
  });
  afterAll(() => workbench.close());
  afterEach(({ task }) => keepEvidence(workbench, task));

  /** The page in the editor area: the widest of those that hold this. */
  async function frameWith(selector: string): Promise<Frame> {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found: { frame: Frame; width: number }[] = [];
      for (const frame of workbench.page.frames()) {
        const width = await frame
          .evaluate<number>(`document.querySelector('${selector}') === null ? 0 : innerWidth`)
          .catch(() => 0);
        if (width > 0) found.push({ frame, width });
      }
      const [widest] = found.sort((a, b) => b.width - a.width);
      if (widest !== undefined) return widest.frame;
      if (Date.now() > end) throw new Error(`No page has ${selector}.`);
      await workbench.page.waitForTimeout(500);
    }
  }

  async function viewer(): Promise<{ frame: Frame; actor: Actor }> {
    const frame = await frameWith('.viewer .view');
    return { frame, actor: actorOn({ frame, page: workbench.page }) };
  }

  async function chooseRun(frame: Frame, key: string): Promise<void> {
    await frame.waitForSelector(`select[aria-label="Run"] option[value="${key}"]`, { state: 'attached' });
    await frame.selectOption('select[aria-label="Run"]', key);
  }

  it.each(['real', 'made'])('%s run: known voxels have their colours in each panel and plane', async (key) => {
    await workbench.command('LLM-SegNet: Open Viewer');
    const { frame, actor } = await viewer();
    await chooseRun(frame, key);
    const known = await readCase(key === 'real' ? run : made);
    await actor.open(known.id);
    await actor.press('i');
    const { size, spacing, image, labels } = known;
    const window = windowOf('mr-auto', measureStatistics(image));
    const place = (index: number): Triple => [
      index % size[0],
      Math.floor(index / size[0]) % size[1],
      Math.floor(index / (size[0] * size[1])),
    ];
    // A voxel among its likes: the outline of others does not run through its pixel.
    const steps = [1, size[0], size[0] * size[1]];
    const isCalm = (index: number): boolean =>
      Object.values(labels).every((mask) =>
        steps.every((step) => mask[index - step] === mask[index] && mask[index + step] === mask[index]),
      );
    const find = (holds: (index: number) => boolean): number => image.findIndex((_, index) => isCalm(index) && holds(index));
    const middle = voxelIndex(size, [size[0] >> 1, size[1] >> 1, size[2] >> 1]);
    const voxels = [
      find((index) => labels.truth[index] === 1),
      find((index) => index > middle && labels.truth[index] === 0 && labels.first[index] === 0),
      // Masks that are alike everywhere but in single voxels have no such place.
      find((index) => labels.first[index] === 1 && labels.second[index] === 0),
    ].filter((index) => index >= 0);
    expect(voxels.length).toBeGreaterThan(1);
    for (const index of voxels) {
      const voxel = place(index);
      // Keys move along the axes of the plane in sight.
      await actor.press('1');
      await actor.goTo(voxel);
      const grey = greyOf(image[index] as number, window);
      const [one, other] = [labels.first[index], labels.second[index]];
      for (const [number, plane] of PLANES.entries()) {
        await actor.press(String(number + 1));
        const at = (panel: string): Promise<number[]> => actor.colourAt(panel, plane, voxel, size, spacing);
        for (const panel of ['truth', 'first', 'second'] as const) {
          const inside = labels[panel][index] === 1;
          near(await at(panel), inside ? blend(grey, ROLE_COLOURS[panel], OPACITY) : [grey, grey, grey]);
        }
        // The second's voxels are hatched: one pixel says little.
        if (one === other) near(await at('difference'), [grey * 0.55, grey * 0.55, grey * 0.55]);
        else if (one === 1) near(await at('difference'), blend(grey * 0.55, DIFFERENCE_COLOURS.first, 0.8));
      }
    }
    await actor.press('1', 'i');
  });

  it.each([
    ['case_ras', 'R L A P'],
    ['case_las', 'R L A P'],
    ['case_oblique', 'R~ L~ A~ P~'],
  ])('%s has the marks %s', async (id, marks) => {
    const { frame, actor } = await viewer();
    await chooseRun(frame, 'made');
    await actor.open(id);
    const painted = (): Promise<string> => frame.evaluate('document.querySelector(\'.view[data-plane="axial"]\').dataset.marks');
    await expect.poll(painted, { timeout: PATIENCE }).toBe(marks);
  });

  it('shows probabilities where they were kept', async () => {
    const { frame, actor } = await viewer();
    await actor.open('case_las');
    for (const label of ['Probability A', 'Uncertainty', 'P, N, U of A']) {
      await frame.locator(`vscode-checkbox[label="${label}"]`).click();
    }
    await frame.waitForSelector('.view[data-panel="first-regions"][data-state=shown]');
    await expect.poll(() => actor.status(), { timeout: PATIENCE }).toMatch(/A \w+ [01]\.\d\d/);
    for (const label of ['Probability A', 'Uncertainty', 'P, N, U of A'])
      await frame.locator(`vscode-checkbox[label="${label}"]`).click();
  });

  it('compares two runs on one case', async () => {
    await workbench.command('LLM-SegNet: Open Viewer');
    const { frame, actor } = await viewer();
    await chooseRun(frame, 'made');
    await actor.open('case_ras');
    const against = 'select[aria-label="Against"]';
    const other = JSON.stringify({ run: 'other', model: 'A', iteration: 10 });
    await frame.waitForSelector(`${against} option[value=${JSON.stringify(other)}]`, { state: 'attached' });
    await frame.selectOption(against, other);
    const head = (panel: string): Promise<string> =>
      frame.evaluate(`document.querySelector('.panel.${panel} .panel-head')?.textContent ?? ''`);
    await expect.poll(() => head('second'), { timeout: PATIENCE }).toBe('other A');
    await actor.shown('case_ras');
    await actor.press('1', 'd');
    // The other run's A is this one's B.
    await expect.poll(() => head('difference'), { timeout: PATIENCE }).toBe('made A ≠ other A22 voxels here');
    const titles = (): Promise<string> =>
      frame.evaluate("[...document.querySelectorAll('.facts h2')].map((title) => title.textContent).join()");
    await expect.poll(titles, { timeout: PATIENCE }).toContain('This case, made');
    await workbench.screenshot('two-runs');
  });

  it('follows a run to its newer masks', async () => {
    const { frame, actor } = await viewer();
    await chooseRun(frame, 'real');
    await actor.shown(run.cases[0] ?? '');
    const iteration = (): Promise<string> => frame.evaluate('document.querySelector(\'select[aria-label="Iteration"]\').value');
    expect(await iteration()).toBe(String(run.iteration));
    const [before, after] = [runPaths.predictions(run.path, run.iteration), runPaths.predictions(run.path, run.iteration + 1)];
    mkdirSync(after);
    for (const name of readdirSync(before).filter((one) => one.endsWith('.nii.gz')))
      cpSync(join(before, name), join(after, name));
    await expect.poll(iteration, { timeout: PATIENCE }).toBe(String(run.iteration + 1));
    await actor.shown(run.cases[0] ?? '');
  });

  it('opens a case at its worst slice from the table', async () => {
    const known = await readCase(run);
    await workbench.command('LLM-SegNet: Show Curves and Tables');
    const results = await frameWith('#tab-cases');
    await results.getByRole('tab', { name: 'Cases' }).click();
    await results.selectOption('#case-run', 'real');
    await results.locator('tbody tr').filter({ hasText: known.id }).first().click();
    const { frame, actor } = await viewer();
    await actor.shown(known.id);
    const store = createLabelStore(known.size, 1);
    for (const layer of ['truth', 'first', 'second'] as const) storeLabels(store, layer, 0, known.labels[layer]);
    const one = countDifferences(store, 'truth', 'first').axial;
    const other = countDifferences(store, 'truth', 'second').axial;
    const worst = largestSlice(one.map((count, index) => count + (other[index] ?? 0))) ?? 0;
    await expect
      .poll(() => frame.evaluate('document.querySelector("[role=slider]").getAttribute("aria-valuenow")'), { timeout: PATIENCE })
      .toBe(String(worst + 1));
  });

  it('keeps what is set over a switch of tabs and a reload', async () => {
    const { actor } = await viewer();
    await actor.press('2', 'o', 'o');
    await workbench.page.waitForTimeout(400);
    await workbench.command('LLM-SegNet: Show Curves and Tables');
    await frameWith('#tab-cases');
    await workbench.command('LLM-SegNet: Open Viewer');
    const set = (frame: Frame): Promise<string> =>
      frame.evaluate(
        "[...document.querySelectorAll('select')].filter((one) => ['Plane', 'Style', 'Case'].includes(one.ariaLabel)).map((one) => one.value).sort().join(' ')",
      );
    const wanted = ['coronal', 'outline', run.cases[0] ?? ''].sort().join(' ');
    await expect.poll(async () => set((await viewer()).frame), { timeout: PATIENCE }).toBe(wanted);
    await workbench.reload();
    // Whichever tab the workbench comes back with: a hidden one is made when it is shown.
    await workbench.page.locator('.tab').filter({ hasText: 'LLM-SegNet Viewer' }).click();
    await expect.poll(async () => set((await viewer()).frame).catch(() => ''), { timeout: PATIENCE }).toBe(wanted);
    const { actor: again } = await viewer();
    await again.shown(run.cases[0] ?? '');
    await again.press('1', 'o', 'w');
  });

  it('finds its hidden tabs again after a reload', async () => {
    const tabs = (title: string): Promise<number> => workbench.page.locator('.tab').filter({ hasText: title }).count();
    await workbench.command('LLM-SegNet: Show Curves and Tables');
    await frameWith('#tab-cases');
    await workbench.reload();
    await workbench.command('LLM-SegNet: Open Viewer');
    const { actor } = await viewer();
    await actor.shown(run.cases[0] ?? '');
    expect(await tabs('LLM-SegNet Viewer')).toBe(1);
    await workbench.reload();
    await workbench.command('LLM-SegNet: Show Curves and Tables');
    await frameWith('#tab-cases');
    expect(await tabs('LLM-SegNet Results')).toBe(1);
  });

  it.each(Object.entries(THEMES))('%s: axe-core finds nothing serious in viewer and results', async (name, theme) => {
    await workbench.command('Preferences: Color Theme');
    await workbench.answer(theme);
    await workbench.command('LLM-SegNet: Open Viewer');
    const { frame } = await viewer();
    await frame.evaluate(`${axe}; 0`);
    await settlesWithNothingSerious(frame, 'viewer');
    await workbench.screenshot(`viewer-${name}`);
    await workbench.command('LLM-SegNet: Show Curves and Tables');
    const results = await frameWith('#tab-cases');
    await results.evaluate(`${axe}; 0`);
    for (const tab of ['Curves', 'Cases', 'Runs', 'Against the paper']) {
      await results.getByRole('tab', { name: tab }).click();
      await settlesWithNothingSerious(results, tab);
      await workbench.screenshot(`results-${tab.split(' ')[0]?.toLowerCase()}-${name}`);
    }
  });

  /** Opens a volume that the editor itself can only call binary. */
  async function openVolume(name: string): Promise<Frame> {
    await workbench.command('View: Close All Editors');
    await workbench.page.keyboard.press('Control+P');
    await workbench.page.locator('.quick-input-widget input').fill(name);
    await workbench.pick(name);
    await workbench.page.locator('.tab').filter({ hasText: name }).waitFor();
    await workbench.command('View: Reopen Editor With...');
    await workbench.pick('LLM-SegNet Volume Viewer');
    const { frame } = await viewer();
    await expect.poll(() => frame.evaluate('document.title'), { timeout: PATIENCE }).toBe(name);
    return frame;
  }

  it('opens a volume alone, read-only', async () => {
    const frame = await openVolume(`${run.cases[0] ?? ''}.nii.gz`);
    await frame.waitForSelector('.view[data-state=shown]');
    await workbench.screenshot('volume-alone');
  });

  it('says what is wrong with a damaged volume', async () => {
    const frame = await openVolume('negative.nii');
    const text = (): Promise<string> => frame.evaluate("document.querySelector('.problems').textContent");
    await expect.poll(text, { timeout: PATIENCE }).toMatch(/dim\[1\]: the size is -4/);
    await workbench.screenshot('volume-damaged');
  });

  it('violates no content security policy', () => {
    expect(workbench.violations).toEqual([]);
  });
});
