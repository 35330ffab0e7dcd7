import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbench } from './workbench';
import { startWorkbench } from './workbench';

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
    await expect.poll(() => workbench.log(), { timeout: 60_000 }).toContain('Activated in');
    const milliseconds = Number(/Activated in ([\d.]+) ms/.exec(workbench.log())?.[1]);
    console.log(`activation: ${milliseconds} ms`);
    expect(milliseconds).toBeLessThan(100);
  });
});
