import { describe, expect, it } from 'vitest';
import { withDefaultKinds } from '../../../../src/core/config/defaultKinds';
import type { ExperimentInput } from '../../../../src/core/config/experiment';
import { parseExperiment } from '../../../../src/core/config/experiment';
import type { JsonObject } from '../../../../src/core/config/merge';
import { withValueAt } from '../../../../src/core/config/merge';
import { presets } from '../../../../src/core/config/presets/registry';
import { allChecks as checks, findingsOf } from '../../../../src/core/config/warnings/registry';
import type { Facts } from '../../../../src/core/config/warnings/types';

type Situation = readonly [id: string, input: ExperimentInput, facts?: Facts];
const usl = (settings: object): ExperimentInput => ({
  method: { kind: 'llm-segnet', unsupervised: { kind: 'usl', ...settings } },
});

/** One experiment for every check that it must find; a check without a situation fails the last test. */
const situations: readonly Situation[] = [
  ['patch-divisible', { patch: [32, 40, 32] }],
  ['patch-one-voxel-bottleneck', { patch: [16, 16, 16], network: { kind: 'unet' } }],
  ['patch-larger-than-volumes', { patch: [64, 64, 64] }, { data: { largest: [40, 59, 47] } }],
  ['stride-beyond-patch', { patch: [32, 32, 32], evaluation: { stride: [16, 48, 16] } }],
  ['too-few-cases', { data: { labelled: 9 } }, { data: { trainingCases: 9 } }],
  ['classes-of-labels', { data: { labels: { 1: 1, 2: 2 } } }],
  ['labelled-below-batch', { data: { labelled: 3 } }],
  ['selection-on-test', { evaluation: { selection: 'best-on-test', validationEvery: 50 } }],
  ['no-validation-cases', { evaluation: { selection: 'best', validationEvery: 50 } }],
  ['best-never-validated', { data: { heldOut: 4 }, evaluation: { selection: 'best' } }],
  ['usl-overlap', usl({ t1: 0.9, t2: 0.2 })],
  ['usl-set-normalisation', usl({ normalise: 'set' })],
  ['no-supervised-loss', { supervised: { crossEntropyWeight: 0, diceWeight: 0 } }],
  ['ramp-longer-than-run', { iterations: 100, method: { kind: 'llm-segnet', ramp: { length: 300, unit: 'iterations' } } }],
  ['no-ramp', { method: { kind: 'llm-segnet', ramp: { length: 0 } } }],
  ['no-unsupervised-weight', { method: { kind: 'llm-segnet', weight: 0 } }],
  ['no-unlabelled-patches', { batch: { unlabelled: 0 } }],
  ['flips-asymmetric', { name: 'pancreas', augmentation: { rotateFlip: true } }],
  ['noise-range', { noise: { amplitude: 0.2 }, preprocessing: { normalise: 'min-max' } }],
  ['clamp-range', { noise: { clamp: [0, 1] } }],
  ['window-order', { preprocessing: { window: [275, -125] } }],
  ['channels-of-source', { data: { channels: 4, format: 'hdf5' } }],
  ['crop-by-label', { preprocessing: { crop: 'label' } }],
  ['spacing-unknown', { data: { format: 'hdf5' }, preprocessing: { spacing: [1, 1, 1] } }],
  ['beta-range', { text: { injection: 'broadcast', prompt: 'pancreas', beta: 5 } }],
  ['prompt-missing', { text: { injection: 'broadcast' } }],
  ['attention-needs-responses', { text: { injection: 'cross-attention', prompt: 'pancreas' } }],
  ['broadcast-is-constant', { text: { injection: 'broadcast', prompt: 'pancreas' } }],
  ['text-ignored', { text: { prompt: 'pancreas' } }],
  ['memory', { patch: [112, 112, 80] }, { machine: { memoryBytes: 2 ** 31 } }],
  ['slow-backend', { run: { backend: 'js' } }],
  ['bcp-pairs', { batch: { labelled: 3, unlabelled: 2 }, method: { kind: 'bcp' } }],
  ['bfloat16-backend', { run: { backend: 'tensorflow', precision: 'bfloat16' } }],
];

describe('checks of an experiment', () => {
  it.each(situations.map(([id, input, facts = {}]) => ({ id, input, facts })))(
    '$id is found, and its remedy ends it',
    ({ id, input, facts }) => {
      const check = checks.find((one) => one.id === id);
      const finding = check?.find(parseExperiment(input), facts);
      expect(finding?.message.length).toBeGreaterThan(40);
      if (!finding?.remedy) return;
      const remedied = finding.remedy.set.reduce<JsonObject>(
        (whole, { path, value }) => withValueAt(whole, path.split('.'), value),
        input as JsonObject,
      );
      expect(check?.find(parseExperiment(withDefaultKinds(remedied)), facts)).toBeNull();
    },
  );

  it('are silent on the two starting presets, with the facts of their data', () => {
    const machine = { memoryBytes: 4 * 2 ** 30 };
    const hippocampus = { data: { largest: [43, 59, 47], smallest: [31, 40, 24], trainingCases: 180 } } as const;
    expect(findingsOf(parseExperiment(presets.hippocampus), { ...hippocampus, machine })).toEqual([]);
    expect(findingsOf(parseExperiment(presets.phantom), { machine })).toEqual([]);
  });

  it('find no error in any preset, and the harm of set normalisation in the literal ones', () => {
    for (const preset of Object.values(presets)) {
      expect(findingsOf(parseExperiment(preset)).filter(({ severity }) => severity === 'error')).toEqual([]);
    }
    expect(findingsOf(parseExperiment(presets['left-atrium-paper'])).map(({ path }) => path)).toContain(
      'method.unsupervised.normalise',
    );
  });

  it('each has a situation here', () => {
    expect(situations.map(([id]) => id).sort()).toEqual(checks.map(({ id }) => id).sort());
  });
});
