import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { segmentationMetrics } from '../../../src/core/metrics/segmentationMetrics';
import { readNiftiLabels } from '../../../src/io/nifti/read';
import { listCheckpoints, loadCheckpoint } from '../../../src/io/run/checkpoints';
import type { MetricsRecord } from '../../../src/io/run/metricsLog';
import { readMetrics } from '../../../src/io/run/metricsLog';
import { effectiveState, readRunRecord, runPaths } from '../../../src/io/run/runDirectory';
import { phantomSource } from '../../../src/trainer/data/phantom';
import type { TrainerEvent } from '../../../src/trainer/events';
import { startTraining } from '../../../src/trainer/training/start';
import { temporaryFolder } from '../../support/temporary';
import { TINY_PHANTOM, tinyOptions } from '../tiny';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporaryFolder();

async function metricsOf(run: string): Promise<MetricsRecord[]> {
  const records: MetricsRecord[] = [];
  for await (const record of readMetrics(runPaths.metrics(run))) records.push(record);
  return records;
}

describe('a whole job', () => {
  const run = join(folder, 'whole');
  const events: TrainerEvent[] = [];
  let tensors = 0;

  beforeAll(async () => {
    await startTraining(tinyOptions(run), (event) => events.push(event));
    tensors = tf.memory().numTensors;
  });

  it('tells its phases in order and ends with the results', () => {
    const kinds = events.map((event) => (event.kind === 'phase' ? event.phase : event.kind));
    const order = [
      'opened',
      'backend',
      'loading',
      'loaded',
      'training',
      'trained',
      'checkpoint',
      'evaluating',
      'evaluated',
      'finished',
    ];
    expect(kinds.filter((kind, place) => kind !== 'warning' && kinds.indexOf(kind) === place)).toEqual(order);
    const last = events.at(-1);
    expect(last?.kind).toBe('finished');
    if (last?.kind !== 'finished') return;
    expect(last.outcome).toMatchObject({ state: 'done', run, iteration: 3 });
    expect(Object.keys(last.outcome.results ?? {})).toEqual(['A', 'B', 'mean']);
  });

  it('leaves run.json that says what was done, with what, and how it ended', async () => {
    const record = await readRunRecord(run);
    expect(record).toMatchObject({ state: 'done', name: 'tiny', iteration: 3, lease: null, codeVersion: '0.0.0-test' });
    expect(record.machine).toMatchObject({ backend: 'js', precision: 'float32', threads: 1, node: process.version });
    expect(record.data).toMatchObject({
      name: 'phantom',
      labelledCases: ['phantom_000'],
      unlabelledCases: 2,
      testCases: ['phantom_003', 'phantom_004'],
    });
    expect(String(record.data['sha256'])).toMatch(/^[0-9a-f]{64}$/);
    expect(record.experimentHash).toMatch(/^[0-9a-f]{64}$/);
    expect(record.times.finished).toBeDefined();
    expect(Object.keys(record.results ?? {})).toEqual(['A', 'B', 'mean']);
  });

  it('logs every iteration and the evaluation of every model', async () => {
    const records = await metricsOf(run);
    const trained = records.filter(({ kind }) => kind === 'train');
    expect(trained.map((record) => record['iteration'])).toEqual([1, 2, 3]);
    for (const record of trained)
      expect(record).toMatchObject({
        A: { supervised: expect.any(Number) as number },
        B: { dice: expect.any(Number) as number },
      });
    const evaluations = records.filter(({ kind }) => kind === 'evaluation');
    expect(evaluations.map((record) => record['model'])).toEqual(['A', 'B', 'mean']);
    for (const record of evaluations) {
      expect(record).toMatchObject({ iteration: 3, split: 'test', unit: 'voxel' });
      expect((record['cases'] as { case: string }[]).map((one) => one.case)).toEqual(['phantom_003', 'phantom_004']);
    }
  });

  it('writes masks from which the logged metrics can be computed again', async () => {
    const source = phantomSource(TINY_PHANTOM, 2);
    const records = await metricsOf(run);
    for (const model of ['A', 'B', 'mean']) {
      const logged = records.find((record) => record.kind === 'evaluation' && record['model'] === model)?.['cases'] as {
        case: string;
        dice: number;
      }[];
      for (const { case: id, ...metrics } of logged) {
        const { labels } = await readNiftiLabels(runPaths.mask(run, 3, id, model));
        const truth = (await source.loadTest(id)).case.label;
        expect(labels.size).toEqual(truth.size);
        expect(labels.spacing).toEqual(truth.spacing);
        expect({ label: 1, ...segmentationMetrics(labels.data, truth.data, truth.size) }).toEqual(metrics);
      }
    }
  });

  it('leaves a checkpoint of both networks and optimisers, a picture, and no temporary file', async () => {
    const [manifest] = await listCheckpoints(runPaths.checkpoints(run));
    expect(manifest?.iteration).toBe(3);
    if (!manifest) return;
    const { tensors: saved } = await loadCheckpoint(runPaths.checkpoints(run), manifest);
    const groups = new Set(saved.map(({ name }) => name.split('.').slice(0, 2).join('.')));
    expect([...groups].sort()).toEqual(['A.buffers', 'A.momentum', 'A.parameters', 'B.buffers', 'B.momentum', 'B.parameters']);
    expect(readFileSync(runPaths.montage(run)).subarray(1, 4).toString()).toBe('PNG');
    expect(readdirSync(run, { recursive: true }).filter((name) => String(name).endsWith('.tmp'))).toEqual([]);
  });

  it('is repeated bit for bit by the same seed, and keeps no tensor', async () => {
    const again = join(folder, 'again');
    await startTraining(tinyOptions(again), () => undefined);
    expect(tf.memory().numTensors).toBe(tensors);
    // What the clock and the system's memory say differs from run to run.
    const withoutTimes = (records: MetricsRecord[]) =>
      records.map((record) => ({ ...record, seconds: 0, dataSeconds: 0, memory: null }));
    expect(withoutTimes(await metricsOf(again))).toEqual(withoutTimes(await metricsOf(run)));
    const hashes = await Promise.all(
      [run, again].map(async (path) => (await listCheckpoints(runPaths.checkpoints(path)))[0]?.sha256),
    );
    expect(hashes[0]).toBe(hashes[1]);
  });
});

describe('other ways to run', () => {
  it('supervised trains and reports model A alone, and reads the labelled cases only', async () => {
    const run = join(folder, 'supervised');
    const events: TrainerEvent[] = [];
    const outcome = await startTraining(tinyOptions(run, { method: { kind: 'supervised' } }), (event) => events.push(event));
    expect(Object.keys(outcome.results ?? {})).toEqual(['A']);
    expect(events.filter(({ kind }) => kind === 'loaded')).toHaveLength(1);
    expect(readdirSync(runPaths.predictions(run, 3)).sort()).toEqual(['phantom_003.A.nii.gz', 'phantom_004.A.nii.gz']);
  });

  it('tests on fewer cases when asked', async () => {
    const run = join(folder, 'limited');
    const options = tinyOptions(run, { iterations: 1 });
    await startTraining({ ...options, evaluation: { ...options.evaluation, limit: 1 } }, () => undefined);
    expect(readdirSync(runPaths.predictions(run, 1))).toHaveLength(3);
  });
});

describe('stopping and failing', () => {
  async function stopAt(name: string, wanted: (event: TrainerEvent) => boolean): Promise<string> {
    const run = join(folder, name);
    const controller = new AbortController();
    const outcome = await startTraining({ ...tinyOptions(run), signal: controller.signal }, (event) => {
      if (wanted(event)) controller.abort(new Error('stopped by the test'));
    });
    expect(outcome.state).toBe('stopped');
    expect(outcome.results).toBeUndefined();
    const record = await readRunRecord(run);
    expect(record).toMatchObject({ state: 'stopped', reason: 'stopped by the test', lease: null, iteration: outcome.iteration });
    return run;
  }

  it('while loading: no checkpoint', async () => {
    const run = await stopAt('stopped-loading', (event) => event.kind === 'loaded' && event.done === 1);
    expect(existsSync(runPaths.checkpoints(run))).toBe(false);
  });

  it('while training: a checkpoint of the last iteration', async () => {
    const run = await stopAt('stopped-training', (event) => event.kind === 'trained' && event.event.iteration === 2);
    expect((await listCheckpoints(runPaths.checkpoints(run))).map(({ iteration }) => iteration)).toEqual([2]);
    expect((await metricsOf(run)).map(({ kind }) => kind)).toEqual(['train', 'train']);
  });

  it('while evaluating: the masks that are done stay', async () => {
    const run = await stopAt('stopped-evaluating', (event) => event.kind === 'evaluated');
    expect(readdirSync(runPaths.predictions(run, 3))).toHaveLength(3);
    expect((await metricsOf(run)).some(({ kind }) => kind === 'evaluation')).toBe(false);
  });

  it('a failure is written down and thrown', async () => {
    const run = join(folder, 'failed');
    const options = tinyOptions(run, { optimiser: { learningRate: 1e30 } });
    await expect(startTraining(options, () => undefined)).rejects.toThrow(/learning rate/);
    const record = await readRunRecord(run);
    expect(record.state).toBe('failed');
    expect(record.reason).toMatch(/learning rate/);
    expect(effectiveState(record)).toBe('failed');
    expect(readFileSync(runPaths.log(run), 'utf8')).toMatch(/failed: /);
  });

  it('makes no run directory when the data or the counts are wrong', async () => {
    const run = join(folder, 'never');
    await expect(startTraining(tinyOptions(run, { data: { labelled: 9 } }), () => undefined)).rejects.toThrow(
      /9 labelled cases .* has 3/,
    );
    await expect(startTraining(tinyOptions(run, { data: { labelled: 3 } }), () => undefined)).rejects.toThrow(
      /leaves none without a label/,
    );
    const missing = { kind: 'folder', folder: join(folder, 'no-data'), labels: 'binary' } as const;
    await expect(startTraining({ ...tinyOptions(run), data: missing }, () => undefined)).rejects.toThrow(/no such folder/);
    expect(existsSync(run)).toBe(false);
  });

  it('leaves a folder with other things in it alone', async () => {
    const run = join(folder, 'occupied');
    mkdirSync(run);
    writeFileSync(join(run, 'thesis.tex'), 'mine');
    await expect(startTraining(tinyOptions(run), () => undefined)).rejects.toThrow(/not empty/);
    expect(readdirSync(run)).toEqual(['thesis.tex']);
  });
});
