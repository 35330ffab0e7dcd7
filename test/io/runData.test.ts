import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../src/core/config/experiment';
import { dataChoiceOf, dataFolder, datasetOptionsOf, fileSettingsOf } from '../../src/io/runData';

const environment = { LLMSEGNET_DATA: '/from/environment' };

describe('the data of a run', () => {
  it('lie in the folder that was named beside the experiment, else in its own, else in that of the environment', () => {
    expect(dataFolder('data', { base: '/mine', environment, named: 'given' })).toBe('given');
    expect(dataFolder('data', { base: '/mine', environment })).toBe(resolve('/mine/data'));
    expect(dataFolder(null, { base: '/mine', environment })).toBe('/from/environment');
    expect(dataFolder(null, { base: '/mine', environment: { LLMSEGNET_DATA: '' } })).toBeNull();
  });

  it('are read as its settings say', () => {
    const { data } = parseExperiment({
      data: {
        source: { kind: 'folder', path: 'data' },
        format: 'hdf5',
        axes: 'yzx',
        hdf5: { image: 'ct', label: 'organ', spacing: [1, 2, 3] },
        splits: { train: ['a'], test: ['b'] },
      },
    });
    expect(fileSettingsOf(data)).toEqual({ axes: 'yzx', keys: { image: 'ct', label: 'organ' }, spacing: [1, 2, 3] });
    expect(datasetOptionsOf(data)).toMatchObject({
      ...fileSettingsOf(data),
      layout: 'hdf5',
      lists: { train: ['a'], test: ['b'] },
    });
  });

  it('are made up for a phantom, and missing where nobody names a folder', () => {
    const phantom = parseExperiment({ seed: 5, data: { source: { kind: 'phantom', cases: 9, testCases: 2 } } });
    expect(dataChoiceOf(phantom, { base: '/', environment })).toMatchObject({
      kind: 'phantom',
      testCases: 2,
      phantom: { seed: 5, cases: 9 },
    });
    const folder = parseExperiment({ data: { labels: { 2: 1 } } });
    expect(dataChoiceOf(folder, { base: '/', environment: {} })).toBeNull();
    expect(dataChoiceOf(folder, { base: '/', environment })).toEqual({
      kind: 'folder',
      folder: '/from/environment',
      labels: { 0: 0, 2: 1 },
    });
  });
});
