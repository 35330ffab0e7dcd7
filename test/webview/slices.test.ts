import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DIFFERENCE_COLOURS, ROLE_COLOURS } from '../../src/core/view/colours';
import { fitSlice, screenAt, WHOLE } from '../../src/core/view/geometry';
import type { Plane } from '../../src/core/view/plane';
import { PLANES, pixelOfVoxel } from '../../src/core/view/plane';
import { blend, greyOf } from '../../src/core/view/render';
import { measureStatistics, windowOf } from '../../src/core/view/window';
import { affineSpacing } from '../../src/core/volume/affine';
import type { Triple } from '../../src/core/volume/types';
import { temporaryFolder } from '../support/temporary';
import type { ViewerPage } from './harness';
import { buildViewer, launch, noBrowser, openViewer } from './harness';
import { THEMES } from './themes';
import { CASES, intensity, makeWorkspace, SIZE } from './workspace';

const folder = temporaryFolder();
const OPACITY = 0.35;
const intensities = Float32Array.from({ length: 960 }, (_, index) =>
  intensity([index % 12, Math.floor(index / 12) % 10, Math.floor(index / 120)]),
);
const window = windowOf('mr-auto', measureStatistics(intensities));

describe.skipIf(noBrowser !== '')(`the slice viewer's page ${noBrowser}`, () => {
  let browser: Browser;
  let viewer: ViewerPage;
  let run = '';

  beforeAll(async () => {
    run = await makeWorkspace(folder);
    await buildViewer(folder);
    browser = await launch();
    viewer = await openViewer(browser, folder, [run], [folder], { width: 1240, height: 800 });
    await shown('case_ras');
  });

  afterAll(async () => {
    await viewer?.close();
    await browser?.close();
  });

  /** Waits until the case's masks are compared, which is when all of it has come. */
  async function shown(id: string): Promise<void> {
    const ready = `document.title === ${JSON.stringify(id)} && document.querySelector('.side')?.textContent.includes('Computed here')`;
    // Not waitForFunction: it makes a function of a string inside the page, which the page's policy forbids.
    await vi.waitFor(async () => expect(await viewer.frame.evaluate<boolean>(ready)).toBe(true), {
      timeout: 20_000,
      interval: 100,
    });
    await viewer.page.waitForTimeout(100);
  }

  async function open(id: string): Promise<void> {
    await viewer.frame.selectOption('select[aria-label="Case"]', id);
    await shown(id);
  }

  async function press(...keys: string[]): Promise<void> {
    await viewer.frame.focus('.panels');
    for (const key of keys) await viewer.page.keyboard.press(key);
    await viewer.page.waitForTimeout(80);
  }

  async function colourAt(panel: string, plane: Plane, voxel: Triple, spacing: Triple): Promise<number[]> {
    const canvas = `document.querySelector('.view[data-panel="${panel}"][data-plane="${plane}"] .picture')`;
    const box = await viewer.frame.evaluate<{ width: number; height: number }>(
      `({ width: ${canvas}.width, height: ${canvas}.height })`,
    );
    const { u, v } = pixelOfVoxel(SIZE, plane, voxel);
    const { x, y } = screenAt(fitSlice(SIZE, spacing, plane, box, WHOLE), { u: u + 0.5, v: v + 0.5 });
    return viewer.frame.evaluate<number[]>(
      `[...${canvas}.getContext('2d').getImageData(${Math.floor(x)}, ${Math.floor(y)}, 1, 1).data].slice(0, 3)`,
    );
  }

  function near(found: readonly number[], expected: readonly number[]): void {
    const message = `${found.join()} for ${expected.join()}`;
    for (const [place, value] of expected.entries())
      expect(Math.abs((found[place] ?? -99) - value), message).toBeLessThanOrEqual(3);
  }

  it.each(CASES)('$id: a known voxel has its colour in each panel and plane', async ({ id, affine }) => {
    await open(id);
    const spacing = affineSpacing(affine);
    const smooth = await viewer.frame.evaluate<boolean>("JSON.parse(sessionStorage.getItem('state') ?? '{}').smooth !== false");
    await press('4', ...(smooth ? ['i'] : []));
    for (const plane of PLANES) {
      // The crosshair's voxel lies in all three slices: inside truth, A and B.
      const inside: Triple = [4, 4, 4];
      await goTo(inside);
      const grey = greyOf(intensity(inside), window);
      near(await colourAt('truth', plane, inside, spacing), blend(grey, ROLE_COLOURS.truth, OPACITY));
      near(await colourAt('first', plane, inside, spacing), blend(grey, ROLE_COLOURS.first, OPACITY));
      near(await colourAt('second', plane, inside, spacing), blend(grey, ROLE_COLOURS.second, OPACITY));
      near(await colourAt('difference', plane, inside, spacing), blend(0, [grey, grey, grey], 0.55));
      const onlyA: Triple = [9, 3, 4];
      await goTo(onlyA);
      const under = greyOf(intensity(onlyA), window);
      near(await colourAt('truth', plane, onlyA, spacing), [under, under, under]);
      near(await colourAt('first', plane, onlyA, spacing), blend(under, ROLE_COLOURS.first, OPACITY));
      near(await colourAt('second', plane, onlyA, spacing), [under, under, under]);
      near(await colourAt('difference', plane, onlyA, spacing), blend(under * 0.55, DIFFERENCE_COLOURS.first, 0.8));
    }
  });

  /** Moves the crosshair with the keys alone, from wherever it is. */
  async function goTo(target: Triple): Promise<void> {
    const state = await viewer.frame.evaluate<Triple>(
      "document.querySelector('.status').textContent.match(/voxel (\\d+), (\\d+), (\\d+)/).slice(1).map(Number)",
    );
    const keys: string[] = [];
    const add = (by: number, more: string, less: string): void => {
      for (let step = 0; step < Math.abs(by); step++) keys.push(by > 0 ? more : less);
    };
    add(target[0] - state[0], 'Alt+ArrowLeft', 'Alt+ArrowRight');
    add(target[1] - state[1], 'Alt+ArrowUp', 'Alt+ArrowDown');
    add(target[2] - state[2], 'ArrowUp', 'ArrowDown');
    await press(...keys);
    expect(await viewer.frame.evaluate("document.querySelector('.status').textContent")).toContain(`voxel ${target.join(', ')}`);
  }

  it.each([
    ['case_ras', 'R L A P'],
    ['case_las', 'R L A P'],
    ['case_oblique', 'R~ L~ A~ P~'],
  ])('%s has the marks %s', async (id, marks) => {
    await open(id);
    expect(await viewer.frame.evaluate('document.querySelector(\'.view[data-plane="axial"]\').dataset.marks')).toBe(marks);
  });

  it('shows the same body on the same side for RAS and LAS files, with its place in millimetres', async () => {
    for (const [id, place] of [
      ['case_ras', '−1.0, −2.0, 1.0'],
      ['case_las', '−1.0, −2.0, 1.0'],
    ] as const) {
      await open(id);
      await goTo([4, 4, 4]);
      expect(await viewer.frame.evaluate("document.querySelector('.status').textContent")).toContain(place);
    }
  });

  it('jumps to where A and B differ most, and says so to screen readers', async () => {
    await open('case_ras');
    await press('1', 'd');
    const spoken = await viewer.frame.evaluate<string>("document.querySelector('[aria-live]').textContent");
    expect(spoken).toMatch(/axial slice [456] of 8; A Dice 0\.700; B Dice 0\.800; 22 voxels differ here/);
  });

  it('keeps its state over a reload', async () => {
    await press('2', 'o', 'o');
    await viewer.page.waitForTimeout(300);
    expect(await viewer.frame.evaluate("JSON.parse(sessionStorage.getItem('state')).layout")).toBe('coronal');
    await viewer.frame.evaluate('location.reload()');
    await viewer.page.waitForTimeout(500);
    await shown('case_ras');
    expect(
      await viewer.frame.evaluate(
        'document.querySelector(\'select[aria-label="Plane"]\').value + document.querySelector(\'select[aria-label="Style"]\').value',
      ),
    ).toBe('coronaloutline');
  });

  it('violates no content security policy', async () => {
    expect(await viewer.violations()).toEqual([]);
  });

  it.each(Object.keys(THEMES))('%s theme: axe-core finds nothing serious', async (theme) => {
    await viewer.theme(theme);
    const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    await viewer.frame.evaluate(`${source}; 0`);
    const found = await viewer.frame.evaluate<{ id: string; impact: string; targets: string }[]>(
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.map(({ id, impact, nodes }) => ({ id, impact, targets: nodes.map(({ target }) => String(target)).join(' ') })))",
    );
    expect(found.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);
    const artefacts = process.env['LLMSEGNET_SCREENSHOTS'];
    if (artefacts !== undefined) await viewer.page.screenshot({ path: join(artefacts, `viewer-${theme}.png`) });
  });
});
