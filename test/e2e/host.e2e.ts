import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { installFolder } from './server';
import type { Workbench } from './workbench';
import { keepEvidence, PATIENCE, startWorkbench } from './workbench';

const driver = fileURLToPath(new URL('../extensionHost/driver', import.meta.url));
const suite = fileURLToPath(new URL('../extensionHost/suite/index.cjs', import.meta.url));

interface Report {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** Milliseconds. */
  readonly measured: { readonly longestBlock: number; readonly longestBusy: number | null };
}

describe('inside the extension host', () => {
  let workbench: Workbench;
  const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-host-'));
  const report = join(folder, 'tests.json');
  beforeAll(async () => {
    await installFolder(driver);
    vi.stubEnv('LLMSEGNET_TEST_SUITE', suite);
    workbench = await startWorkbench({ folder });
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    return workbench.close();
  });
  afterEach(({ task }) => keepEvidence(workbench, task));

  it('passes the suite that npm run test:electron runs in VS Code', async () => {
    await expect.poll(() => existsSync(report), { timeout: 3 * PATIENCE }).toBe(true);
    const { passed, failed, measured } = JSON.parse(readFileSync(report, 'utf8')) as Report;
    expect(failed).toEqual([]);
    expect(passed.length).toBeGreaterThan(8);
    const { longestBlock, longestBusy } = measured;
    console.log(
      `extension host while training: ${longestBusy?.toFixed(1) ?? 'unknown'} ms busy at most, ${longestBlock.toFixed(1)} ms by the clock`,
    );
  });
});
