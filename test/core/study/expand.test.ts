import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/core/config/experiment';
import type { Base } from '../../../src/core/study/expand';
import { expandStudy } from '../../../src/core/study/expand';
import { experimentKey } from '../../../src/core/study/key';
import { studySchema } from '../../../src/core/study/schema';

const BASE: Base = { input: { data: { source: { kind: 'phantom' } } }, preset: null };
const expand = (study: Record<string, unknown>, base = BASE) => expandStudy(studySchema.parse(study), base, null);

describe('runs of a study', () => {
  it('are every combination, each once, with its settings', () => {
    const { runs, combinations, repeated } = expand({
      axes: {
        method: ['supervised', { kind: 'llm-segnet', unsupervised: { kind: 'mse' } }],
        'data.labelled': [4, 8],
        seed: [1, 2],
      },
    });
    expect(combinations).toBe(8);
    expect(repeated).toBe(0);
    expect(new Set(runs.map(({ id }) => id)).size).toBe(8);
    const one = runs.find(
      ({ values }) => values['data.labelled'] === '8' && values['seed'] === '2' && values['method'] === 'supervised',
    );
    expect(one?.experiment).toMatchObject({
      seed: 2,
      data: { labelled: 8, source: { kind: 'phantom' } },
      method: { kind: 'supervised' },
    });
  });

  it('take the names of a table, and whole sets of settings', () => {
    const { runs } = expand({ axes: { variants: { whole: {}, 'no noise': { 'noise.amplitude': 0, iterations: 7 } } } });
    expect(runs.map(({ values }) => values['variants'])).toEqual(['whole', 'no noise']);
    expect(runs[1]?.experiment).toMatchObject({ iterations: 7, noise: { amplitude: 0 } });
  });

  it('leave an axis out where its setting does not exist, and what is then the same runs once', () => {
    const { runs, repeated } = expand({
      axes: { 'method.unsupervised.kind': ['usl', 'mse'], method: ['supervised', 'llm-segnet'] },
    });
    expect(repeated).toBe(1);
    expect(runs.map(({ values }) => values)).toEqual([
      { method: 'supervised' },
      { 'method.unsupervised.kind': 'usl', method: 'llm-segnet' },
      { 'method.unsupervised.kind': 'mse', method: 'llm-segnet' },
    ]);
  });

  it('are without those excluded, and begin with those that are first, then with the first seed of all', () => {
    const { runs, excluded } = expand({
      axes: { method: ['supervised', 'llm-segnet'], seed: [1, 2], 'data.labelled': [4, 8] },
      exclude: [{ method: 'supervised', 'data.labelled': [8] }],
      first: [{ method: 'llm-segnet', seed: 2 }],
    });
    expect(excluded).toBe(2);
    expect(runs.map(({ values }) => `${values['method']?.slice(0, 3)} ${values['seed']} ${values['data.labelled']}`)).toEqual([
      'llm 2 4',
      'llm 2 8',
      'sup 1 4',
      'llm 1 4',
      'llm 1 8',
      'sup 2 4',
    ]);
  });

  it('tell what cannot be an experiment', () => {
    const { faults, runs } = expand({ axes: { iterations: [5, -1] } });
    expect(runs).toHaveLength(1);
    expect(faults).toEqual([
      { values: { iterations: '-1' }, message: expect.stringContaining('iterations cannot be -1') as string },
    ]);
  });

  it('are not more than anybody could wait for', () => {
    const many = Array.from({ length: 200 }, (_, index) => index);
    expect(() => expand({ axes: { seed: many, iterations: many.map((one) => one + 1) } })).toThrow('40000 combinations');
  });

  it('lay folds over the lists', () => {
    const folds = [
      { train: ['a', 'b'], test: ['c'] },
      { train: ['b', 'c'], test: ['a'] },
    ];
    const { runs } = expandStudy(studySchema.parse({ axes: { seed: [1] } }), { input: {}, preset: null }, folds);
    expect(runs.map(({ experiment }) => experiment.data.splits)).toEqual([
      { train: ['a', 'b'], validation: null, test: ['c'] },
      { train: ['b', 'c'], validation: null, test: ['a'] },
    ]);
    expect(runs.map(({ values }) => values['fold'])).toEqual(['0', '1']);
  });

  it('a thousand of them are known in a moment', () => {
    const seeds = Array.from({ length: 250 }, (_, index) => index);
    // Time of the processor: other programs do not lengthen it.
    const start = process.cpuUsage();
    const { runs } = expand({ axes: { seed: seeds, 'data.labelled': [1, 2, 3, 4] } });
    expect(runs).toHaveLength(1000);
    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(3);
  });
});

describe('the key of an experiment', () => {
  const experiment = parseExperiment({ data: { source: { kind: 'folder', path: '/a/data' } }, patch: [32, 32, 32] });

  it('is the same whatever the run is called, wherever its files lie, and however it uses the machine', () => {
    const elsewhere = {
      ...experiment,
      name: 'other',
      data: { ...experiment.data, source: { kind: 'folder', path: '/b/data/' } },
      run: { ...experiment.run, threads: 7 },
    };
    expect(experimentKey(elsewhere)).toBe(experimentKey(experiment));
  });

  it('is that of the record, which has the stride and batch written out', () => {
    const recorded = { ...experiment, evaluation: { ...experiment.evaluation, stride: [16, 16, 16], batch: 4 } };
    expect(experimentKey(recorded)).toBe(experimentKey(experiment));
  });

  it('is that of a record of an earlier version, which lacks a setting at its default', () => {
    const { hiddenLabels: _later, ...evaluation } = experiment.evaluation;
    expect(experimentKey({ ...experiment, evaluation })).toBe(experimentKey(experiment));
  });

  it.each([
    { seed: 1 },
    { iterations: 3 },
    { run: { ...experiment.run, precision: 'bfloat16' } },
    { evaluation: { ...experiment.evaluation, stride: [8, 8, 8] } },
    { data: { ...experiment.data, source: { kind: 'folder', path: '/a/other' } } },
    { method: { ...experiment.method, kind: 'supervised' } },
  ])('is another with %j', (change) => {
    expect(experimentKey({ ...experiment, ...change })).not.toBe(experimentKey(experiment));
  });
});
