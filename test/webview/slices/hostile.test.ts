import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { noBrowser } from '../../support/chromium';
import { HOSTILE_VOLUMES, writeHostile } from '../../support/hostileVolumes';
import { temporaryFolder } from '../../support/temporary';
import type { ViewerPage } from '../harness';
import { buildViewer, launch, openViewer } from '../harness';

const folder = temporaryFolder();

describe.skipIf(noBrowser !== '')(`volumes from a stranger in the viewer's page ${noBrowser}`, () => {
  let browser: Browser;
  let viewer: ViewerPage;

  beforeAll(async () => {
    await buildViewer(folder);
    browser = await launch();
    viewer = await openViewer(browser, folder, [], [folder], { width: 900, height: 600 });
    await viewer.frame.waitForSelector('.viewer');
  });
  afterAll(async () => {
    await viewer?.close();
    await browser?.close();
  });

  const text = (selector: string): Promise<string> =>
    viewer.frame.evaluate<string>(`document.querySelector('${selector}')?.textContent ?? ''`);

  it.each(HOSTILE_VOLUMES)('$name', async (volume) => {
    const path = writeHostile(folder, volume);
    await viewer.session.showFile(path);
    await vi.waitFor(async () => expect(await viewer.frame.evaluate('document.title')).toBe(volume.name), { timeout: 20_000 });
    if (volume.says === null) {
      await viewer.frame.waitForSelector('.view[data-state=shown]');
      expect(await text('.problems')).toBe('');
      // A volume alone offers nothing that needs masks.
      const buttons =
        "[...document.querySelectorAll('.toolbar vscode-button')].filter((one) => !one.hidden).map((one) => one.textContent)";
      expect(await viewer.frame.evaluate(buttons)).toEqual(['Keys']);
    } else {
      await vi.waitFor(async () => expect(await text('.problems')).toMatch(volume.says ?? ''), { timeout: 20_000 });
      // Beside the message no slice of another volume may stand.
      expect(await viewer.frame.evaluate('document.querySelectorAll(".view[data-state=shown]").length')).toBe(0);
    }
    expect(await viewer.frame.evaluate('document.querySelectorAll("main img, main script, main iframe").length')).toBe(0);
    expect(await viewer.violations()).toEqual([]);
    // Browsers ask for an icon by themselves.
    expect(viewer.log.filter((line) => !line.includes('404'))).toEqual([]);
  });
});
