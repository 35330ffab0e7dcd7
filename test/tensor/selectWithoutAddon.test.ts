import { afterEach, describe, expect, it, vi } from 'vitest';

describe('selectBackend where the addon is missing or broken', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
    vi.resetModules();
  });

  const select = async (path: string) => {
    vi.stubEnv('LLMSEGNET_ADDON', path);
    return (await import('../../src/tensor/select')).selectBackend;
  };

  it('falls back to js, and says why and how to fix it', async () => {
    const selectBackend = await select('/nowhere/llm_segnet.node');
    const chosen = await selectBackend();
    expect(chosen.name).toBe('js');
    expect(chosen.reason).toMatch(/works here/);
    expect(chosen.warnings.join(' ')).toMatch(/native is not available: .*is missing.*node native\/build\.mjs.*slower/);
  });

  it('fails with one clear message when native was asked for', async () => {
    const selectBackend = await select('/nowhere/llm_segnet.node');
    await expect(selectBackend({ backend: 'native' })).rejects.toThrow(/^Backend native is not available: .*libdnnl-dev\)\.$/);
  });

  it('names the cause when the file does not load', async () => {
    const selectBackend = await select(import.meta.filename);
    await expect(selectBackend({ backend: 'native' })).rejects.toThrow(/does not load: /);
  });
});
