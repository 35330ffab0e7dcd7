import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/cli/exitCodes';
import type { TrainFlags } from '../../src/cli/experiment/trainingOptions';
import { trainingOptionsOf } from '../../src/cli/experiment/trainingOptions';

const base: TrainFlags = { backend: 'auto', precision: 'auto', threads: 'auto' };
const optionsOf = (flags: Partial<TrainFlags>, environment: NodeJS.ProcessEnv = {}) =>
  trainingOptionsOf({ ...base, ...flags }, environment);

describe('options of train', () => {
  it('without data trains on the phantom, with data on the hippocampus preset', () => {
    expect(optionsOf({})).toMatchObject({ data: { kind: 'phantom' }, experiment: { name: 'phantom', patch: [32, 32, 32] } });
    expect(optionsOf({ data: 'folder' })).toMatchObject({
      data: { kind: 'folder', folder: 'folder', labels: 'binary' },
      experiment: { name: 'hippocampus', iterations: 600, patch: [32, 48, 32], data: { labelled: 4 } },
      evaluation: { stride: [16, 24, 16], batch: 4 },
    });
  });

  it('LLMSEGNET_DATA equals --data, which goes before it', () => {
    const environment = { LLMSEGNET_DATA: 'from-environment' };
    expect(optionsOf({}, environment).data).toMatchObject({ folder: 'from-environment' });
    expect(optionsOf({ data: 'from-option' }, environment).data).toMatchObject({ folder: 'from-option' });
    expect(optionsOf({}, { LLMSEGNET_DATA: '' }).data.kind).toBe('phantom');
    expect(optionsOf({ preset: 'phantom' }, environment).data.kind).toBe('phantom');
  });

  it('refuses a preset that does not fit the data', () => {
    expect(() => optionsOf({ preset: 'hippocampus' })).toThrow(UsageError);
    expect(() => optionsOf({ preset: 'phantom', data: 'folder' })).toThrow(UsageError);
  });

  it('flags change the preset', () => {
    const { experiment, evaluation, out, backend } = optionsOf({
      seed: 7,
      iterations: 5,
      labelled: 2,
      method: 'supervised',
      testLimit: 3,
      out: 'here',
      backend: 'js',
      threads: 2,
    });
    expect(experiment).toMatchObject({ seed: 7, iterations: 5, data: { labelled: 2 }, method: { kind: 'supervised' } });
    expect(evaluation.limit).toBe(3);
    expect(out).toBe('here');
    expect(backend).toEqual({ backend: 'js', precision: 'auto', convolution: 'auto', threads: 2 });
  });

  it('names the run directory by time, experiment and method', () => {
    expect(optionsOf({}).out).toMatch(/^runs\/\d{4}-\d\d-\d\d-\d{6}-phantom-llm-segnet$/);
  });
});
