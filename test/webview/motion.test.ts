import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noBrowser } from '../support/chromium';
import { temporaryFolder } from '../support/temporary';
import type { OpenPage } from './harness';
import { buildViewer, launch, openPage, openViewer } from './harness';
import { makeWorkspace } from './workspace';

const folder = temporaryFolder();

/** Runs in the page: elements, inside components too, that move by themselves or would when they change. */
const MOVING = `(() => {
  const all = (root) => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  const moves = (style) => style.animationName !== 'none' || style.transitionDuration.split(', ').some((time) => parseFloat(time) > 0);
  return all(document).flatMap((one) => [null, '::before', '::after'].filter((part) => moves(getComputedStyle(one, part))).map((part) => one.tagName + '.' + one.className + (part ?? '')));
})()`;
const RUNNING = 'document.getAnimations().length';

describe.skipIf(noBrowser !== '')(`reduced motion ${noBrowser}`, () => {
  let browser: Browser;
  let pages: Readonly<Record<'slices' | 'results', OpenPage>>;

  beforeAll(async () => {
    const run = await makeWorkspace(folder);
    await buildViewer(folder);
    browser = await launch();
    const size = { width: 1000, height: 700 };
    pages = {
      slices: await openViewer(browser, folder, [run], [folder], size),
      results: await openPage({ browser, dist: folder, name: 'results', size }, () => () => Promise.resolve()),
    };
  });
  afterAll(async () => {
    for (const page of Object.values(pages ?? {})) await page.close();
    await browser?.close();
  });

  it.each(['slices', 'results'] as const)('%s: nothing moves for those who asked for less', async (name) => {
    const { page, frame } = pages[name];
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await frame.waitForSelector('main');
    expect(await frame.evaluate(MOVING)).toEqual([]);
    expect(await frame.evaluate(RUNNING)).toBe(0);
  });
});
