import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIFFERENCE_COLOURS, ROLE_COLOURS } from '../../../src/core/view/colours';
import { PLANES } from '../../../src/core/view/plane';
import { blend, greyOf } from '../../../src/core/view/render';
import { measureStatistics, windowOf } from '../../../src/core/view/window';
import { affineSpacing } from '../../../src/core/volume/affine';
import type { Triple } from '../../../src/core/volume/types';
import { noBrowser } from '../../support/chromium';
import { temporaryFolder } from '../../support/temporary';
import type { Actor } from '../actor';
import { actorOn, near } from '../actor';
import type { ViewerPage } from '../harness';
import { buildViewer, launch, openViewer } from '../harness';
import { THEMES } from '../themes';
import { CASES, intensity, makeWorkspace, SIZE } from '../workspace';

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
  let actor: Actor;

  beforeAll(async () => {
    run = await makeWorkspace(folder);
    await buildViewer(folder);
    browser = await launch();
    viewer = await openViewer(browser, folder, [run], [folder], { width: 1240, height: 800 });
    actor = actorOn(viewer);
    await actor.shown('case_ras');
  });

  afterAll(async () => {
    await viewer?.close();
    await browser?.close();
  });

  it.each(CASES)('$id: a known voxel has its colour in each panel and plane', async ({ id, affine }) => {
    await actor.open(id);
    const spacing = affineSpacing(affine);
    const smooth = await viewer.frame.evaluate<boolean>("JSON.parse(sessionStorage.getItem('state') ?? '{}').smooth !== false");
    await actor.press('4', ...(smooth ? ['i'] : []));
    for (const plane of PLANES) {
      // The crosshair's voxel lies in all three slices: inside truth, A and B.
      const inside: Triple = [4, 4, 4];
      await actor.goTo(inside);
      const grey = greyOf(intensity(inside), window);
      near(await actor.colourAt('truth', plane, inside, SIZE, spacing), blend(grey, ROLE_COLOURS.truth, OPACITY));
      near(await actor.colourAt('first', plane, inside, SIZE, spacing), blend(grey, ROLE_COLOURS.first, OPACITY));
      near(await actor.colourAt('second', plane, inside, SIZE, spacing), blend(grey, ROLE_COLOURS.second, OPACITY));
      near(await actor.colourAt('difference', plane, inside, SIZE, spacing), blend(0, [grey, grey, grey], 0.55));
      const onlyA: Triple = [9, 3, 4];
      await actor.goTo(onlyA);
      const under = greyOf(intensity(onlyA), window);
      near(await actor.colourAt('truth', plane, onlyA, SIZE, spacing), [under, under, under]);
      near(await actor.colourAt('first', plane, onlyA, SIZE, spacing), blend(under, ROLE_COLOURS.first, OPACITY));
      near(await actor.colourAt('second', plane, onlyA, SIZE, spacing), [under, under, under]);
      near(await actor.colourAt('difference', plane, onlyA, SIZE, spacing), blend(under * 0.55, DIFFERENCE_COLOURS.first, 0.8));
    }
  });

  it.each([
    ['case_ras', 'R L A P'],
    ['case_las', 'R L A P'],
    ['case_oblique', 'R~ L~ A~ P~'],
  ])('%s has the marks %s', async (id, marks) => {
    await actor.open(id);
    const painted = (): Promise<string> =>
      viewer.frame.evaluate('document.querySelector(\'.view[data-plane="axial"]\').dataset.marks');
    await expect.poll(painted, { timeout: 20_000 }).toBe(marks);
  });

  it('shows the same body on the same side for RAS and LAS files, with its place in millimetres', async () => {
    for (const [id, place] of [
      ['case_ras', '−1.0, −2.0, 1.0'],
      ['case_las', '−1.0, −2.0, 1.0'],
    ] as const) {
      await actor.open(id);
      await actor.goTo([4, 4, 4]);
      expect(await viewer.frame.evaluate("document.querySelector('.status').textContent")).toContain(place);
    }
  });

  it('jumps to where A and B differ most, and says so to screen readers', async () => {
    await actor.open('case_ras');
    await actor.press('1', 'd');
    const spoken = await viewer.frame.evaluate<string>("document.querySelector('[aria-live]').textContent");
    expect(spoken).toMatch(/axial slice [456] of 8; A Dice 0\.700; B Dice 0\.800; 22 voxels differ here/);
  });

  it('keeps its state over a reload', async () => {
    await actor.press('2', 'o', 'o');
    await viewer.page.waitForTimeout(300);
    expect(await viewer.frame.evaluate("JSON.parse(sessionStorage.getItem('state')).layout")).toBe('coronal');
    await viewer.frame.evaluate('location.reload()');
    await viewer.page.waitForTimeout(500);
    await actor.shown('case_ras');
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
