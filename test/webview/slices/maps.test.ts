import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Colour } from '../../../src/core/view/colours';
import { REGION_COLOURS, ROLE_COLOURS, UNCERTAINTY_COLOUR } from '../../../src/core/view/colours';
import { PLANES } from '../../../src/core/view/plane';
import { uncertaintyOf } from '../../../src/core/view/regions';
import { blend, greyOf } from '../../../src/core/view/render';
import { measureStatistics, windowOf } from '../../../src/core/view/window';
import type { Triple } from '../../../src/core/volume/types';
import { noBrowser } from '../../support/chromium';
import { temporaryFolder } from '../../support/temporary';
import type { Actor } from '../actor';
import { actorOn, near } from '../actor';
import type { ViewerPage } from '../harness';
import { buildViewer, launch, openViewer } from '../harness';
import { intensity, makeWorkspace, PROBABILITY_A, PROBABILITY_B, SIZE, WITH_PROBABILITIES } from '../workspace';

const folder = temporaryFolder();
const SPACING: Triple = [1, 1, 2];
const OPACITY = 0.35;
const FAINT = 0.3;
const SHARE_OPACITY = 0.75;
const intensities = Float32Array.from({ length: 960 }, (_, index) =>
  intensity([index % 12, Math.floor(index / 12) % 10, Math.floor(index / 120)]),
);
const window = windowOf('mr-auto', measureStatistics(intensities));

describe.skipIf(noBrowser !== '')(`panels of probabilities ${noBrowser}`, () => {
  let browser: Browser;
  let viewer: ViewerPage;
  let actor: Actor;

  beforeAll(async () => {
    const run = await makeWorkspace(folder);
    await buildViewer(folder);
    browser = await launch();
    viewer = await openViewer(browser, folder, [run], [folder], { width: 1500, height: 800 });
    actor = actorOn(viewer);
    await actor.shown('case_ras');
    for (const label of ['B', 'A ≠ B', 'Probability A', 'Probability B', 'Uncertainty', 'P, N, U of A'])
      await viewer.frame.locator(`vscode-checkbox[label="${label}"]`).click();
  });
  afterAll(async () => {
    await viewer?.close();
    await browser?.close();
  });

  it('say how to get what was not kept', async () => {
    const text = await viewer.frame.evaluate<string>(
      "document.querySelector('.panel.first-probability .panel-missing').textContent",
    );
    expect(text).toContain('evaluation.saveProbabilities');
    expect(text).toContain('llm-segnet evaluate made --checkpoint 10 --probabilities');
    expect(await actor.status()).not.toMatch(/foreground \d/);
  });

  it('show a known voxel in its colour, in each plane', async () => {
    await actor.open(WITH_PROBABILITIES);
    await actor.press('4', 'i');
    // A unsure; A confident with nothing ruled out; A certain that it is background.
    for (const voxel of [
      [6, 3, 4],
      [9, 7, 4],
      [11, 3, 4],
    ] as Triple[]) {
      await actor.goTo(voxel);
      const [a, b] = [PROBABILITY_A(voxel), PROBABILITY_B(voxel)];
      await vi.waitFor(async () =>
        expect(await actor.status()).toMatch(new RegExp(`A \\w+ ${a.toFixed(2)}.*B \\w+ ${b.toFixed(2)}`)),
      );
      const grey = greyOf(intensity(voxel), window);
      const dim = grey * 0.55;
      const share = (of: number, colour: Colour): Colour => blend(dim, colour, of * SHARE_OPACITY);
      const mean = Uint8Array.of(Math.round(((a + b) / 2) * 255));
      const sets = a < 0.65 && a > 0.35 ? REGION_COLOURS.uncertain : a < 0.9 && a > 0.1 ? REGION_COLOURS.confident : null;
      for (const plane of PLANES) {
        const at = (panel: string): Promise<number[]> => actor.colourAt(panel, plane, voxel, SIZE, SPACING);
        near(await at('first-probability'), share(a, ROLE_COLOURS.first));
        near(await at('second-probability'), share(b, ROLE_COLOURS.second));
        near(await at('uncertainty'), share((uncertaintyOf([mean])[0] ?? 0) / 255, UNCERTAINTY_COLOUR), 4);
        const found = await at('first-regions');
        if (sets === null) near(found, blend(grey, REGION_COLOURS.complement, OPACITY * FAINT));
        // Hatched: this pixel is a stripe or lies between two.
        else if (sets === REGION_COLOURS.uncertain)
          expect([grey, blend(grey, sets, OPACITY)[0]].some((red) => Math.abs(red - (found[0] ?? -99)) < 40)).toBe(true);
        else near(found, blend(grey, sets, OPACITY));
      }
    }
  });

  it('violate no content security policy', async () => {
    expect(await viewer.violations()).toEqual([]);
  });
});
