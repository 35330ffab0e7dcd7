import { describe, expect, it, vi } from 'vitest';
import type { WorkerAnswer } from '../../../../src/host/viewer/worker/messages';
import { createViewStream } from '../../../../src/host/viewer/worker/stream';
import { viewerMessage } from '../../../../src/protocol/viewer';
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
