import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../../src/core/config/experiment';
import { parseExperimentText, resolveInput } from '../../../src/core/config/file/parse';
import { presetNames } from '../../../src/core/config/presets/registry';
import { experimentTemplate } from '../../../src/core/config/template';

describe('a new experiment file', () => {
  it.each(presetNames)('%s: is exactly its preset, with the folder named', (preset) => {
    const { experiment } = parseExperimentText(experimentTemplate({ preset, folder: 'a "b"' }));
    const expected = parseExperiment(resolveInput({}, preset));
    const source = expected.data.source.kind === 'folder' ? { kind: 'folder', path: 'a "b"' } : expected.data.source;
    expect(experiment).toEqual({ ...expected, data: { ...expected.data, source } });
  });

  it('explains in comments', () => {
    expect(experimentTemplate({ preset: 'hippocampus', folder: null }).match(/\/\/ /g)?.length).toBeGreaterThan(5);
  });
});
