import { describe, expect, it } from 'vitest';
import type { ExperimentInput } from '../../../src/core/config/experiment';
import { parseExperiment } from '../../../src/core/config/experiment';
import { presets } from '../../../src/core/config/presets/registry';
import type { Limit } from '../../../src/core/config/supported';
import { requireSupported, unsupported } from '../../../src/core/config/supported';

describe('settings that this version carries out', () => {
  it('include everything the two starting presets ask for', () => {
    for (const input of [{}, presets.hippocampus, presets.phantom] as ExperimentInput[]) {
      expect(unsupported(parseExperiment(input))).toEqual([]);
    }
  });

  it('are told by path where an experiment asks for more', () => {
    const limits: Limit[] = [
      { path: 'seed', works: '1', holds: ({ seed }) => seed === 1 },
      { path: 'noise.amplitude', works: '0', holds: ({ noise }) => noise.amplitude === 0 },
    ];
    const experiment = parseExperiment({ seed: 1, noise: { amplitude: 0.2 } });
    expect(unsupported(experiment, limits)).toEqual([{ path: 'noise.amplitude', message: 'this version carries out 0 only' }]);
    expect(() => requireSupported(experiment, limits)).toThrow(/noise\.amplitude: this version carries out 0 only/);
    expect(() => requireSupported(parseExperiment({ seed: 1, noise: { amplitude: 0 } }), limits)).not.toThrow();
  });
});
