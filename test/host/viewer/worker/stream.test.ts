import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { WorkerAnswer } from '../../../../src/host/viewer/worker/messages';
import { createViewStream } from '../../../../src/host/viewer/worker/stream';
import { viewerMessage } from '../../../../src/protocol/viewer';
import { buildNifti } from '../../../io/nifti/build';
import { HOSTILE_VOLUMES, writeHostile } from '../../../support/hostileVolumes';
import { temporaryFolder } from '../../../support/temporary';

const folder = temporaryFolder();

/** Everything the worker answers until a volume is shown whole or given up. */
async function answersTo(path: string): Promise<WorkerAnswer[]> {
  const answers: WorkerAnswer[] = [];
  const stream = createViewStream((answer) => answers.push(answer));
  stream.handle({ kind: 'open', generation: 7, layers: [{ layer: 'image', source: { kind: 'file', path } }], maps: [] });
  await vi.waitFor(() => expect(answers.map(({ kind }) => kind)).toContainEqual(expect.stringMatching(/problem|complete/)), {
    timeout: 20_000,
  });
  return answers;
}

describe('a volume from a stranger', () => {
  it.each(HOSTILE_VOLUMES)('$name', async (volume) => {
    const path = writeHostile(folder, volume);
    const before = process.memoryUsage().arrayBuffers;
    const answers = await answersTo(path);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
    const problems = answers.flatMap((answer) => (answer.kind === 'problem' ? [answer.text] : []));
    if (volume.says === null) {
      expect(problems).toEqual([]);
      // The page takes nothing that does not pass this check.
      for (const answer of answers) expect(viewerMessage.safeParse(answer).success, answer.kind).toBe(true);
    } else {
      expect(problems).toEqual([expect.stringMatching(volume.says)]);
      expect(problems[0]).toContain(path);
    }
  });

  it('is followed by the next one as if nothing had been', async () => {
    const [bad, good] = [HOSTILE_VOLUMES.find(({ says }) => says !== null), HOSTILE_VOLUMES.find(({ says }) => says === null)];
    if (bad === undefined || good === undefined) throw new Error('the list has both kinds');
    const answers: WorkerAnswer[] = [];
    const stream = createViewStream((answer) => answers.push(answer));
    for (const [generation, volume] of [bad, good].entries()) {
      const path = writeHostile(folder, volume);
      stream.handle({ kind: 'open', generation, layers: [{ layer: 'image', source: { kind: 'file', path } }], maps: [] });
    }
    await vi.waitFor(() => expect(answers.at(-1)).toEqual({ kind: 'complete', generation: 1, layer: 'image' }));
    expect(answers.every(({ generation }) => generation === 1)).toBe(true);
  });
});

describe('layers of one case', () => {
  /** A volume of uint8 with sides x, y, z. */
  function write(name: string, size: readonly [number, number, number]): string {
    const path = join(folder, name);
    const voxels = Array.from({ length: size[0] * size[1] * size[2] }, (_, index) => index % 2);
    writeFileSync(path, buildNifti({ dims: [3, ...size], datatype: 2, voxels }));
    return path;
  }

  async function answers(truth: string): Promise<WorkerAnswer[]> {
    const seen: WorkerAnswer[] = [];
    const stream = createViewStream((answer) => seen.push(answer));
    const layer = (name: 'image' | 'truth', path: string) => ({ layer: name, source: { kind: 'file' as const, path } });
    stream.handle({
      kind: 'open',
      generation: 1,
      layers: [layer('image', write('i.nii', [6, 5, 4])), layer('truth', truth)],
      maps: [],
    });
    const ends = (): WorkerAnswer[] => seen.filter(({ kind }) => kind === 'complete' || kind === 'problem');
    await vi.waitFor(() => expect(ends()).toHaveLength(2));
    return seen;
  }

  it('of the same grid are sent whole', async () => {
    const seen = await answers(write('same.nii', [6, 5, 4]));
    expect(seen.flatMap((answer) => (answer.kind === 'complete' ? [answer.layer] : []))).toEqual(['image', 'truth']);
  });

  it.each([
    [6, 5, 3],
    [5, 6, 4],
  ] as const)('of another grid are a problem and not sent: %i x %i x %i', async (...size) => {
    const seen = await answers(write(`other-${size.join('-')}.nii`, size));
    const problems = seen.filter(({ kind }) => kind === 'problem');
    expect(problems).toEqual([
      expect.objectContaining({
        layer: 'truth',
        text: `truth: its grid of ${size.join(' x ')} voxels is not the image's 6 x 5 x 4.`,
      }),
    ]);
    expect(seen.some((answer) => answer.kind === 'slab' && answer.layer === 'truth')).toBe(false);
  });
});
