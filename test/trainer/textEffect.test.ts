import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it, vi } from 'vitest';
import { readTextEffect } from '../../src/host/viewer/caseFacts';
import { readMetrics } from '../../src/io/run/metricsLog';
import { runPaths } from '../../src/io/run/runDirectory';
import { openSavedRun, withSavedModels } from '../../src/trainer/savedRun';
import { loadRunText } from '../../src/trainer/text';
import { changedShare, textEffect } from '../../src/trainer/textEffect';
import { bundledOther, textVariants } from '../../src/trainer/textVariants';
import { startTraining } from '../../src/trainer/training/start';
import { temporaryFolder } from '../support/temporary';
import { modelOf } from '../support/tinyNetwork';
import { tinyOptions } from './tiny';

vi.setConfig({ testTimeout: 240_000 });
const folder = temporaryFolder();

async function trained(name: string, text: Record<string, unknown>): Promise<string> {
  const run = join(folder, name);
  await startTraining(tinyOptions(run, { iterations: 2, text }), () => undefined);
  return run;
}

const dices = async (run: string): Promise<unknown> => {
  for await (const record of readMetrics(runPaths.metrics(run)))
    if (record.kind === 'evaluation' && record['model'] === 'A')
      return (record['cases'] as { case: string; dice: number }[]).map(({ case: id, dice }) => [id, dice]);
  return null;
};

describe('what the text does to the predictions', () => {
  it('tests every control case by case, and keeps it where the slice viewer reads it', async () => {
    const run = await trained('run', { injection: 'broadcast', prompt: 'phantom', beta: 1 });
    const seen: string[] = [];
    const effect = await textEffect(await openSavedRun(run), {
      checkpoint: 'last',
      onProgress: (text, id, done, total) => seen.push(`${done}/${total} ${text} ${id}`),
    });
    const texts = ['as trained (text)', 'beta 0', 'zero vector', 'text of left-atrium', 'random vector of equal norm'];
    expect(effect.rows.map(({ text }) => text)).toEqual(texts);
    expect(effect.models).toHaveLength(5 * 3);
    expect(effect.cases).toHaveLength(5 * 3 * 2);
    expect(seen).toHaveLength(10);
    const asTrained = effect.cases.filter(({ text, model }) => text === texts[0] && model === 'A');
    expect(asTrained.map(({ case: id, dice }) => [id, dice])).toEqual(await dices(run));
    expect(asTrained.every(({ changed }) => changed === 0)).toBe(true);
    expect(JSON.parse(readFileSync(runPaths.textEffect(run), 'utf8'))).toEqual(effect);
    expect(await readTextEffect(run)).toEqual(effect.rows.map(({ text, dice }) => ({ text, dice })));
  });

  it('every control reaches the networks: their outputs differ', async () => {
    const saved = await openSavedRun(await trained('outputs', { injection: 'broadcast', prompt: 'phantom', beta: 1 }));
    const features = await loadRunText(saved.path, saved.experiment);
    if (features === null) throw new Error('no text');
    const variants = textVariants(saved.experiment, await bundledOther(features.prompt, saved.experiment));
    const outputs: string[] = [];
    for (const { swap } of variants)
      await withSavedModels(
        saved,
        'last',
        async (learner) => {
          const { network } = modelOf(learner, 'A');
          const logits = tf.tidy(() => network.forward(tf.ones([1, 16, 16, 16, 1]), { training: false, seed: 0 }));
          outputs.push(String(await logits.array()));
          logits.dispose();
        },
        swap,
      );
    // A zero vector still gives the perceptron's biases, so even that is not beta 0.
    expect(new Set(outputs).size).toBe(variants.length);
  });

  it('counts the voxels that change', () => {
    expect(changedShare(Uint8Array.of(0, 1, 2, 2), Uint8Array.of(0, 1, 1, 0))).toBe(0.5);
  });

  it('a control that was trained with is compared with the text; limit takes fewer cases', async () => {
    const run = await trained('zero', { injection: 'film', prompt: 'phantom', vector: 'zero' });
    const effect = await textEffect(await openSavedRun(run), { checkpoint: 'last', limit: 1 });
    expect(effect.rows.map(({ text }) => text)).toEqual([
      'as trained (zero)',
      'beta 0',
      'own text',
      'text of left-atrium',
      'random vector of equal norm',
    ]);
    expect(new Set(effect.cases.map((one) => one.case)).size).toBe(1);
  });

  it('of a learned vector only its absence can be tested', async () => {
    const run = await trained('free', { injection: 'broadcast', prompt: 'phantom', vector: 'free' });
    const effect = await textEffect(await openSavedRun(run), { checkpoint: 'last', limit: 1 });
    expect(effect.rows.map(({ text }) => text)).toEqual(['as trained (free)', 'beta 0']);
  });

  it('says that a run has no text, and stops when it is told to, with nothing written', async () => {
    const none = await trained('none', {});
    await expect(textEffect(await openSavedRun(none), { checkpoint: 'last' })).rejects.toThrow(
      /text\.injection: the run has no text/,
    );
    const run = await openSavedRun(await trained('stopped', { injection: 'broadcast', prompt: 'phantom' }));
    const signal = AbortSignal.abort(new Error('stopped'));
    await expect(textEffect(run, { checkpoint: 'last', signal })).rejects.toThrow('stopped');
    expect(existsSync(runPaths.textEffect(run.path))).toBe(false);
  });
});
