import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noBrowser } from '../../support/chromium';
import { temporaryFolder } from '../../support/temporary';
import { actorOn } from '../actor';
import type { ViewerPage } from '../harness';
import { buildViewer, launch, openViewer } from '../harness';
import { makeWorkspace } from '../workspace';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const folder = temporaryFolder();
const SOFTWARE = ['--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'];
const WITHOUT = ['--disable-gpu', '--disable-3d-apis'];

describe.skipIf(noBrowser !== '')(`the 3D view ${noBrowser}`, () => {
  let run = '';
  let browser: Browser | undefined;
  let viewer: ViewerPage | undefined;
  beforeAll(async () => {
    run = await makeWorkspace(folder);
    await buildViewer(folder);
  });
  afterAll(() => browser?.close());

  async function open(flags: readonly string[]): Promise<ViewerPage> {
    await viewer?.close();
    await browser?.close();
    browser = await launch(flags);
    const opened = await openViewer(browser, folder, [run], [folder], { width: 1400, height: 700 });
    viewer = opened;
    await actorOn(opened).shown('case_ras');
    return opened;
  }

  it('loads its library when it is opened and not before, and draws the mask in its colour', async () => {
    const { frame, page, violations } = await open(SOFTWARE);
    const files: string[] = [];
    page.on('request', (request) => files.push(new URL(request.url()).pathname));
    await frame.getByRole('button', { name: '3D' }).first().click();
    await frame.locator('.volume[data-state=shown]').waitFor({ timeout: 40_000 });
    expect(files).toContain('/volume.js');
    // The canvas keeps its picture for the browser only: pixels are read from a screenshot.
    const shot = await frame.locator('.volume-box canvas').screenshot();
    const blue = await frame.evaluate<number>(`(async () => {
      const bytes = Uint8Array.from(atob('${shot.toString('base64')}'), (sign) => sign.charCodeAt(0));
      const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      const context = canvas.getContext('2d');
      context.drawImage(bitmap, 0, 0);
      const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
      let blue = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at + 2] > data[at] + 40 && data[at + 1] > data[at] + 20) blue++;
      return blue;
    })()`);
    expect(blue).toBeGreaterThan(500);
    await frame.getByRole('button', { name: 'Close the 3D view' }).click();
    await expect.poll(() => frame.evaluate("document.querySelectorAll('.volume-box canvas').length")).toBe(0);
    expect(await violations()).toEqual([]);
  });

  it('says so where WebGL 2 is missing, and the slices stay', async () => {
    const { frame, violations } = await open(WITHOUT);
    await frame.getByRole('button', { name: '3D' }).first().click();
    await frame.locator('.volume[data-state=missing]').waitFor();
    expect(await frame.locator('.volume .panel-missing').textContent()).toContain('no WebGL 2');
    expect(await frame.locator('.view[data-state=shown]').count()).toBe(4);
    expect(await violations()).toEqual([]);
  });
});
