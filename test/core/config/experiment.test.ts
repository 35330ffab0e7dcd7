import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { experimentSchema, parseExperiment } from '../../../src/core/config/experiment';
import { presetNames, presets } from '../../../src/core/config/presets/registry';

/** Every field of a schema with its path: all properties of all objects, and of all branches of a choice. */
function fields(schema: z.core.JSONSchema._JSONSchema, path = ''): [string, Record<string, unknown>][] {
  if (typeof schema === 'boolean') return [];
  const branches = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])].flatMap((branch) => fields(branch, path));
  const properties = Object.entries(schema.properties ?? {}).flatMap(([name, value]): [string, Record<string, unknown>][] => {
    const here = `${path}.${name}`;
    if (typeof value === 'boolean' || 'const' in value) return [];
    return [[here, value as Record<string, unknown>], ...fields(value, here)];
  });
  return [...branches, ...properties];
}

describe('experiment', () => {
  it('has the measured defaults of docs/method.md 2.3', () => {
    const experiment = parseExperiment({});
    expect(experiment).toMatchObject({
      seed: 1337,
      iterations: 600,
      patch: [32, 48, 32],
      batch: { labelled: 2, unlabelled: 2 },
      noise: { amplitude: 0.05 },
      network: { kind: 'vnet', filters: 16, dropout: 0.5 },
      supervised: { crossEntropyWeight: 1, diceWeight: 1 },
      method: {
        kind: 'llm-segnet',
        forward: 'joint',
        pseudoLabels: 'training',
        weight: 1,
        ramp: { length: 0.5, unit: 'run' },
        unsupervised: { kind: 'usl', t1: 0.65, t2: 0.1, normalise: 'voxel', excludeComplement: false },
        cutmix: { enabled: true, box: 'column', partners: 'batch' },
      },
      optimiser: { learningRate: 0.05, power: 0.9, momentum: 0.9, weightDecay: 1e-4 },
    });
  });

  it('describes every field and says where its default comes from', () => {
    const all = fields(z.toJSONSchema(experimentSchema, { io: 'input' }));
    expect(all.length).toBeGreaterThan(40);
    for (const [path, field] of all) {
      expect(String(field['description'] ?? '').length, `${path} has no description`).toBeGreaterThan(10);
      expect(['paper', 'code-inferred', 'ours'], `${path} has no provenance`).toContain(field['provenance']);
    }
  });

  it('needs of a user only what differs, also inside a choice', () => {
    const experiment = parseExperiment({
      network: { kind: 'unet' },
      method: { kind: 'llm-segnet', unsupervised: { kind: 'usl', t1: 0.9 } },
    });
    expect(experiment.network).toEqual({ kind: 'unet', filters: 16, dropout: 0.3 });
    expect(experiment.method).toMatchObject({ unsupervised: { t1: 0.9, t2: 0.1 } });
    expect(parseExperiment({ method: { kind: 'supervised' } }).method).toEqual({ kind: 'supervised', fillBatch: true });
  });

  it('is the same when it is parsed again', () => {
    const once = parseExperiment({ method: { kind: 'supervised' }, seed: 4 });
    expect(parseExperiment(JSON.parse(JSON.stringify(once)))).toEqual(once);
  });

  it('names every wrong and every unknown field', () => {
    const wrong = { iterations: 0, optimizer: {}, method: { kind: 'llm-segnet', unsupervised: { kind: 'usl', t1: 1.5 } } };
    expect(() => parseExperiment(wrong)).toThrow(/iterations/);
    expect(() => parseExperiment(wrong)).toThrow(/optimizer/);
    expect(() => parseExperiment(wrong)).toThrow(/method\.unsupervised\.t1/);
    expect(() => parseExperiment({ method: { kind: 'magic' } })).toThrow(/method/);
  });

  it('presets are valid and named after themselves', () => {
    for (const name of presetNames) expect(parseExperiment(presets[name]).name).toBe(name);
  });
});
