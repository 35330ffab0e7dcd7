import { describe, expect, it } from 'vitest';
import { catalogue, namesUnder, settingIn } from '../../../src/core/config/catalogue';
import { parseExperiment } from '../../../src/core/config/experiment';
import { hoverText, settingInfo } from '../../../src/core/config/hover';
import { experimentJsonSchema } from '../../../src/core/config/jsonSchema';

describe('what is said about a setting', () => {
  it('has default, provenance and equation, and for a hover what the schema does not say: range and values of presets', () => {
    expect(settingInfo('text.beta')).toMatchObject({
      default: 0.1,
      provenance: 'paper',
      values: 'number from 0 to 100',
      equations: ['Eq. 7'],
    });
    const text = hoverText(['text', 'beta']) ?? '';
    expect(text).toContain('Values: number from 0 to 100');
    expect(text).toContain('`0.1` (left-atrium-paper)');
    expect(text).toContain('`1` (pancreas-paper)');
  });

  it('knows sections, places in lists, and nothing of the unknown', () => {
    expect(hoverText(['patch', 1])).toContain('**patch**');
    expect(hoverText(['method', 'unsupervised'])).toContain('t1');
    expect(hoverText(['nothing'])).toBeNull();
  });

  it('has every value of a resolved experiment in the catalogue', () => {
    const experiment = parseExperiment({});
    expect(settingIn(experiment, 'network.dropout')?.default).toBe(0.5);
    expect(settingIn(parseExperiment({ network: { kind: 'unet' } }), 'network.dropout')?.default).toBe(0.3);
    expect(namesUnder('')).toEqual(Object.keys(experiment));
    expect(catalogue.every(({ description, path }) => description.length > 10 && path !== '')).toBe(true);
  });

  it('the JSON schema shows defaults with provenance and lets a default kind be left out', () => {
    const schema = JSON.stringify(experimentJsonSchema());
    expect(schema).toContain('Default: 0.65 (from code of related methods).');
    expect(schema).not.toContain('"oneOf"');
    expect(schema).not.toContain('"required":["kind"]');
  });
});
