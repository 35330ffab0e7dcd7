import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classColour } from '../../../src/core/view/colours';
import { blend, greyOf } from '../../../src/core/view/render';
import { measureStatistics, windowOf } from '../../../src/core/view/window';
import type { Triple } from '../../../src/core/volume/types';
import { newHeader, writeMask } from '../../../src/io/nifti/write';
import { noBrowser } from '../../support/chromium';
import { temporaryFolder } from '../../support/temporary';
import type { Actor } from '../actor';
import { actorOn, near } from '../actor';
import type { ViewerPage } from '../harness';
import { buildViewer, launch, openViewer } from '../harness';
import { CASES, intensity, makeWorkspace, recordOf, SIZE } from '../workspace';

const folder = temporaryFolder();
const [RAS] = CASES;
const SPACING: Triple = [1, 1, 2];
const HOSTILE = '<img src=x onerror="globalThis.injected=1">';
const intensities = Float32Array.from({ length: 960 }, (_, index) =>
  intensity([index % 12, Math.floor(index / 12) % 10, Math.floor(index / 120)]),
);
const window = windowOf('mr-auto', measureStatistics(intensities));

/** Stored label of a voxel: what A sees lies one voxel beside the truth. */
const stored = (shift: number): Uint8Array =>
  Uint8Array.from(intensities, (_, index) => {
    const x = (index % 12) - shift;
    return x < 3 ? 0 : x < 6 ? 10 : x < 9 ? 20 : 0;
  });

/** A run with a table of labels (10 -> class 1, 20 -> class 2) whose every text is hostile. */
async function makeClasses(): Promise<string> {
  await makeWorkspace(folder);
  const run = join(folder, 'runs', 'classes');
  const masks = join(run, 'predictions', '5');
  mkdirSync(masks, { recursive: true });
  mkdirSync(join(folder, 'many', 'labelsTr'), { recursive: true });
  mkdirSync(join(folder, 'many', 'imagesTr'), { recursive: true });
  const header = newHeader(
    SIZE,
    RAS?.affine ?? [
      [1, 0, 0, 0],
      [0, 1, 0, 0],
      [0, 0, 1, 0],
    ],
    SPACING,
  );
  copyFileSync(join(folder, 'data/imagesTr/case_ras.nii.gz'), join(folder, 'many/imagesTr/case_ras.nii.gz'));
  await writeMask(join(folder, 'many/labelsTr/case_ras.nii.gz'), stored(0), header);
  const classes = (shift: number): Uint8Array => stored(shift).map((value) => value / 10);
  await writeMask(join(masks, 'case_ras.A.nii.gz'), classes(1), header);
  await writeMask(join(masks, 'case_ras.B.nii.gz'), classes(0), header);
  const record = recordOf(HOSTILE, {
    kind: 'folder',
    folder: 'many',
    labels: { 10: 1, 20: 2 },
    testCases: ['case_ras', HOSTILE, '../../../etc/passwd'],
  });
  record['experiment'] = {
    data: { classes: 3, labels: { 10: { class: 1, name: HOSTILE }, 20: { class: 2, name: 'tail' } } },
  };
  record['state'] = 'done';
  writeFileSync(join(run, 'run.json'), JSON.stringify(record));
  const line = { kind: 'evaluation', iteration: 5, split: 'test', model: HOSTILE, unit: HOSTILE.slice(0, 20), cases: [] };
  const scores = [1, 2].map((label) => ({ case: 'case_ras', label, dice: 0.5, jaccard: 0.4, hd95: 1, asd: 1 }));
  writeFileSync(join(run, 'metrics.jsonl'), `${JSON.stringify({ ...line, cases: scores })}\n`);
  return run;
}

describe.skipIf(noBrowser !== '')(`several classes, hostile names and another language ${noBrowser}`, () => {
  let browser: Browser;
  let viewer: ViewerPage;
  let actor: Actor;
  beforeAll(async () => {
    const run = await makeClasses();
    await buildViewer(folder);
    browser = await launch();
    const texts = { 'Worst slice': '最差切片', Style: `</script>${HOSTILE}`, background: '背景' };
    viewer = await openViewer(
      browser,
      folder,
      [run],
      [folder],
      { width: 1240, height: 800 },
      { texts: { language: 'zh-cn', texts } },
    );
    actor = actorOn(viewer);
    await actor.shown('case_ras');
    await actor.press('i');
  });
  afterAll(async () => {
    await viewer?.close();
    await browser?.close();
  });

  it('shows each class in its colour, and names it', async () => {
    for (const [voxel, truth, first] of [
      [[4, 4, 4], 1, 1],
      [[7, 4, 4], 2, 2],
      [[6, 4, 4], 2, 1],
      [[1, 4, 4], 0, 0],
    ] as const) {
      await actor.goTo(voxel);
      const grey = greyOf(intensity(voxel), window);
      const colour = (label: number): readonly number[] =>
        label === 0 ? [grey, grey, grey] : blend(grey, classColour(label), 0.35);
      near(await actor.colourAt('truth', 'axial', voxel, SIZE, SPACING), colour(truth));
      near(await actor.colourAt('first', 'axial', voxel, SIZE, SPACING), colour(first));
      const names = ['背景', HOSTILE, 'tail'];
      expect(await actor.status()).toContain(`truth ${names[truth]}`);
      expect(await actor.status()).toContain(`A ${names[first]}`);
    }
    expect(await viewer.frame.locator('.side .legend').first().textContent()).toContain('tail');
  });

  it('shows names of strangers as text, and asks no file of them', async () => {
    expect(await viewer.frame.evaluate('globalThis.injected')).toBeUndefined();
    expect(await viewer.frame.evaluate("document.querySelectorAll('img').length")).toBe(0);
    expect(await viewer.frame.evaluate("document.querySelector('select[aria-label=Run]').textContent")).toContain(HOSTILE);
    await viewer.frame.selectOption('select[aria-label="Case"]', '../../../etc/passwd');
    await expect.poll(() => viewer.frame.locator('.problems').textContent()).toContain('is not a case name');
    expect(await viewer.violations()).toEqual([]);
  });

  it('speaks the language whose texts it was given, whatever they hold', async () => {
    expect(await viewer.frame.evaluate('document.documentElement.lang')).toBe('zh-cn');
    expect(await viewer.frame.getByRole('button', { name: '最差切片' }).count()).toBe(1);
    expect(await viewer.frame.evaluate(`document.body.textContent.includes('</script><img')`)).toBe(true);
  });
});
