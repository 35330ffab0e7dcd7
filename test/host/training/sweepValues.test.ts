import { describe, expect, it } from 'vitest';
import { usesText } from '../../../src/host/support/usesText';
import { parseBetas, proposedBetas, withBeta } from '../../../src/host/training/sweepValues';

describe('a sweep over beta', () => {
  it('takes numbers as people write them, each once', () => {
    expect(parseBetas('0, 0.1;0.2  1e-3, 0.1')).toEqual([0, 0.1, 0.2, 0.001]);
    expect(parseBetas('10')).toEqual([10]);
  });

  it.each(['', ' , ', '0.1, a', '-0.1', '10.5', 'NaN', 'Infinity', '0,1 %'])('refuses %j', (text) => {
    expect(parseBetas(text)).toBeNull();
  });

  it("proposes the paper's values for the organ, and the control without text", () => {
    expect(proposedBetas({ preset: 'left-atrium-paper' })).toEqual([0, 0.001, 0.01, 0.1]);
    expect(proposedBetas({ preset: 'pancreas-tracoco' })).toEqual([0, 0.1, 1, 2]);
    expect(proposedBetas({})).toContain(0);
    for (const preset of ['pancreas-paper', 'hippocampus']) {
      expect(parseBetas(proposedBetas({ preset }).join(', '))).toEqual(proposedBetas({ preset }));
    }
  });

  it('is worth it where the text joins the network, by the file or its preset', () => {
    expect(usesText({ preset: 'left-atrium-paper' })).toBe(true);
    expect(usesText({ preset: 'left-atrium-paper', text: { injection: 'off' } })).toBe(false);
    expect(usesText({ preset: 'phantom' })).toBe(false);
    expect(usesText({ preset: 'phantom', text: { injection: 'film' } })).toBe(true);
    expect(usesText({ preset: 'toString', text: null })).toBe(false);
    expect(usesText({})).toBe(false);
  });

  it('changes beta and the name, and nothing else', () => {
    const values = { preset: 'phantom', text: { injection: 'broadcast', beta: 1, prompt: 'phantom' } };
    expect(withBeta(values, 'tiny', 0.1)).toEqual({
      preset: 'phantom',
      name: 'tiny, beta 0.1',
      text: { injection: 'broadcast', beta: 0.1, prompt: 'phantom' },
    });
    expect(withBeta({ name: 'own', text: [] }, 'tiny', 0)).toEqual({ name: 'own, beta 0', text: { beta: 0 } });
    expect(values.text.beta).toBe(1);
  });
});
