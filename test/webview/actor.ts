import { expect, vi } from 'vitest';
import { fitSlice, screenAt, WHOLE } from '../../src/core/view/geometry';
import type { Plane } from '../../src/core/view/plane';
import { pixelOfVoxel } from '../../src/core/view/plane';
import type { Triple } from '../../src/core/volume/types';
import type { ViewerPage } from './harness';

/** A user of the viewer's page, and what that user sees. */
export interface Actor {
  /** Waits until the case's masks are compared, which is when all of it has come. */
  shown(id: string): Promise<void>;
  open(id: string): Promise<void>;
  press(...keys: string[]): Promise<void>;
  /** Moves the crosshair with the keys alone, from wherever it is. */
  goTo(target: Triple): Promise<void>;
  /** The picture's colour at the middle of a voxel of a volume of this size, which must lie in the slice. */
  colourAt(panel: string, plane: Plane, voxel: Triple, size: Triple, spacing: Triple): Promise<number[]>;
  status(): Promise<string>;
}

export function near(found: readonly number[], expected: readonly number[], by = 3): void {
  const message = `${found.join()} for ${expected.join()}`;
  for (const [place, value] of expected.entries())
    expect(Math.abs((found[place] ?? -99) - value), message).toBeLessThanOrEqual(by);
}

export function actorOn({ frame, page }: Pick<ViewerPage, 'frame' | 'page'>): Actor {
  const status = (): Promise<string> => frame.evaluate<string>("document.querySelector('.status').textContent");
  async function shown(id: string): Promise<void> {
    const ready = `document.title === ${JSON.stringify(id)} && document.querySelector('.side')?.textContent.includes('Computed here')`;
    // Not waitForFunction: it makes a function of a string inside the page, which the page's policy forbids.
    await vi.waitFor(async () => expect(await frame.evaluate<boolean>(ready)).toBe(true), { timeout: 20_000, interval: 100 });
    await page.waitForTimeout(100);
  }
  async function press(...keys: string[]): Promise<void> {
    // Inside a workbench keys go to a frame only after a click in it.
    await frame.locator('.strip-label').click();
    await frame.focus('.panels');
    for (const key of keys) await page.keyboard.press(key);
    await page.waitForTimeout(80);
  }
  return {
    shown,
    press,
    status,
    async open(id) {
      await frame.selectOption('select[aria-label="Case"]', id);
      await shown(id);
    },
    async goTo(target) {
      const from = (/voxel (\d+), (\d+), (\d+)/.exec(await status()) ?? []).slice(1).map(Number);
      const keys: string[] = [];
      const add = (axis: 0 | 1 | 2, more: string, less: string): void => {
        const by = target[axis] - (from[axis] ?? 0);
        for (let step = 0; step < Math.abs(by); step++) keys.push(by > 0 ? more : less);
      };
      add(0, 'Alt+ArrowLeft', 'Alt+ArrowRight');
      add(1, 'Alt+ArrowUp', 'Alt+ArrowDown');
      add(2, 'ArrowUp', 'ArrowDown');
      await press(...keys);
      await expect.poll(status, { timeout: 20_000 }).toContain(`voxel ${target.join(', ')}`);
    },
    async colourAt(panel, plane, voxel, size, spacing) {
      const view = `.view[data-panel="${panel}"][data-plane="${plane}"]`;
      await frame.waitForSelector(`${view}[data-state="shown"]`);
      const canvas = `document.querySelector('${view} .picture')`;
      const box = await frame.evaluate<{ width: number; height: number }>(
        `({ width: ${canvas}.width, height: ${canvas}.height })`,
      );
      const { u, v } = pixelOfVoxel(size, plane, voxel);
      const { x, y } = screenAt(fitSlice(size, spacing, plane, box, WHOLE), { u: u + 0.5, v: v + 0.5 });
      return frame.evaluate<number[]>(
        `[...${canvas}.getContext('2d').getImageData(${Math.floor(x)}, ${Math.floor(y)}, 1, 1).data].slice(0, 3)`,
      );
    },
  };
}
