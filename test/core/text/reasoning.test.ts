import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReasoningFilter, reasoningMark } from '../../../src/core/text/reasoning';

/** The answer of a text that arrives in pieces of a length. */
function read(text: string, length = text.length): { text: string; isOpen: boolean } {
  const filter = createReasoningFilter();
  for (let start = 0; start < text.length; start += length) filter.push(text.slice(start, start + length));
  return { text: filter.whole, isOpen: filter.isOpen };
}

describe('reasoning', () => {
  const cases: [what: string, text: string, answer: string, isOpen?: boolean][] = [
    ['none', 'The atrium <b>is</b> a [small] chamber.', 'The atrium <b>is</b> a [small] chamber.'],
    ['a block', '<think>Hm.</think>The atrium.', 'The atrium.'],
    ['in capitals', '<THINK>Hm.</Think>The atrium.', 'The atrium.'],
    ['an empty block', '<think>\n\n</think>\n\nThe atrium.', '\n\nThe atrium.'],
    ['its end only', 'Hm.\n1. One\n</think>The atrium.', 'The atrium.'],
    ['no end', 'The atrium.<think>Hm', 'The atrium.', true],
    ['several blocks', '<think>a</think>1. One <thinking>b</thinking>2. Two', '1. One 2. Two'],
    ['a block in a block', '<think>a<think>b</think>c</think>The atrium.', 'The atrium.'],
    ['Magistral', '[THINK]Hm.[/THINK]The atrium.', 'The atrium.'],
    ['Kimi', '◁think▷Hm.◁/think▷The atrium.', 'The atrium.'],
    ['an end that only looks like a mark', 'Smaller than <th', 'Smaller than <th'],
  ];
  for (const [what, text, answer, isOpen = false] of cases)
    it(`is dropped, however it arrives: ${what}`, () => {
      for (const length of [text.length, 1, 2, 5, 7]) expect(read(text, length)).toEqual({ text: answer, isOpen });
    });

  it('is dropped from any answer cut anywhere, and shows no part of a mark on the way', () => {
    const part = fc.constantFrom('<think>', '</think>', 'x', '<', 'th', ' ', '[THINK]', '[/THINK]');
    fc.assert(
      fc.property(fc.array(part, { maxLength: 12 }), fc.integer({ min: 1, max: 9 }), (parts, length) => {
        const text = parts.join('');
        expect(read(text, length)).toEqual(read(text));
        const filter = createReasoningFilter();
        for (const character of text) {
          filter.push(character);
          expect(filter.soFar).not.toMatch(reasoningMark);
        }
      }),
    );
  });

  it('takes time by the length of the text, not by its square', () => {
    const start = performance.now();
    const filter = createReasoningFilter();
    for (let i = 0; i < 300_000; i++) filter.push('<t ');
    expect(filter.whole).toHaveLength(900_000);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
