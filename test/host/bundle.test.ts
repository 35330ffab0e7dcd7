import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { extensionOptions } from '../../scripts/extensionBundle.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Files whose code ends up in what the editor loads, whichever way they were imported. */
async function bundled(entry: string): Promise<string[]> {
  const { metafile } = await build({
    ...extensionOptions,
    absWorkingDir: root,
    entryPoints: [join(root, entry)],
    outdir: join(root, 'build', 'nowhere'),
    external: [...extensionOptions.external, './openai.cjs'],
    sourcemap: false,
    write: false,
    metafile: true,
  });
  const outputs = Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) => Object.entries(inputs));
  return outputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file);
}

const COMPUTES = /@tensorflow|onnxruntime|^src\/(?:tensor|trainer|cli)\/|^src\/core\/(?:losses|methods|networks|ops|training)\//;

describe('the bundle of the extension', () => {
  it.each(['src/host/extension.ts', 'src/host/viewer/worker/main.ts'])(
    '%s has no backend and no training loop',
    async (entry) => {
      const files = await bundled(entry);
      expect(files).toContain(entry);
      expect(files.filter((file) => COMPUTES.test(file))).toEqual([]);
    },
  );

  it('would see one: the thread that checks experiments knows networks and losses', async () => {
    const files = await bundled('src/host/experiment/checkerThread.ts');
    expect(files.filter((file) => COMPUTES.test(file)).length).toBeGreaterThan(20);
  });
});
