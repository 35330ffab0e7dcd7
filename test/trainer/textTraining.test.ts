import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { listCheckpoints, loadCheckpoint } from '../../src/io/run/checkpoints';
import { runPaths } from '../../src/io/run/runDirectory';
import { promptPath } from '../../src/text/features/prompt';
import { featurePath } from '../../src/text/features/store';
import { startTraining } from '../../src/trainer/training/start';
import { temporaryFolder } from '../support/temporary';
import { tinyOptions } from './tiny';

vi.setConfig({ testTimeout: 240_000 });
const folder = temporaryFolder();
const KEY = { encoder: 'minilm', pooling: 'mean' } as const;

describe('training with the text of a bundled prompt', () => {
  it('trains the perceptrons of both models, and keeps prompt and feature in the run directory', async () => {
    const run = join(folder, 'run');
    const text = { injection: 'broadcast', prompt: 'phantom' } as const;
    const outcome = await startTraining(tinyOptions(run, { iterations: 2, text }), () => undefined);
    expect(outcome.state).toBe('done');
    expect(readFileSync(join(runPaths.text(run), 'prompt.segprompt.md'), 'utf8')).toBe(
      readFileSync(promptPath('phantom'), 'utf8'),
    );
    expect(readFileSync(join(runPaths.text(run), 'prompt.feature.json'), 'utf8')).toBe(
      readFileSync(featurePath(promptPath('phantom'), KEY), 'utf8'),
    );
    const [manifest] = await listCheckpoints(runPaths.checkpoints(run));
    if (manifest === undefined) throw new Error('no checkpoint');
    const { tensors } = await loadCheckpoint(runPaths.checkpoints(run), manifest);
    for (const model of ['A', 'B']) {
      const momentum = tensors.find(({ name }) => name === `${model}.momentum.text.mlp.1.filter`);
      expect(momentum?.shape).toEqual([384, 512]);
      expect(momentum?.data.some((value) => value !== 0)).toBe(true);
    }
  });

  it('refuses a stale feature, one letter being enough, and a missing one, before it makes a run directory', async () => {
    const own = join(folder, 'mine.segprompt.md');
    const source = readFileSync(promptPath('phantom'), 'utf8');
    // Were it the bundled text as it is, the shipped feature would do.
    writeFileSync(own, source.replace('compact, bright body', 'compact, bright mass'));
    const run = join(folder, 'never');
    const options = tinyOptions(run, { text: { injection: 'broadcast', prompt: own } });
    await expect(startTraining(options, () => undefined)).rejects.toThrow(
      /there is none by minilm .* Make it: llm-segnet text embed/,
    );
    mkdirSync(join(folder, 'features'));
    copyFileSync(featurePath(promptPath('phantom'), KEY), featurePath(own, KEY));
    const last = source.trimEnd();
    writeFileSync(own, `${last.slice(0, -2)}x${last.slice(-1)}\n`);
    await expect(startTraining(options, () => undefined)).rejects.toThrow(/the feature is stale.*llm-segnet text embed/);
    expect(existsSync(run)).toBe(false);
  });
});
