import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberedItems, singleItem } from '../../../src/core/text/numberedItems';

describe('numberedItems', () => {
  const forms: [string, (n: number) => string][] = [
    ['1.', (n) => `${n}. `],
    ['1)', (n) => `${n}) `],
    ['**1.**', (n) => `**${n}.** `],
    ['### Response 1:', (n) => `### Response ${n}:\n`],
    ['Description 1 -', (n) => `Description ${n} - `],
  ];
  for (const [name, lead] of forms) {
    it(`reads lists that number their items ${name}`, () => {
      const texts = ['The **left** atrium.\nIt is large.', 'Four veins.', 'A wall of\n2 mm; 3. 5 cm long.'];
      const answer = `Sure! Here are 3:\n\n${texts.map((text, i) => lead(i + 1) + text).join('\n\n')}`;
      expect(numberedItems(answer)).toEqual(['The left atrium.\nIt is large.', ...texts.slice(1)]);
    });
  }

  it('begins no item with a number out of turn', () => {
    expect(numberedItems('1. One\n2024. was a year\n3. not yet\n2. Two')).toEqual(['One\n2024. was a year\n3. not yet', 'Two']);
    expect(numberedItems('No list at all.')).toEqual([]);
  });

  it('never throws, and finds what was written', () => {
    const word = fc.stringMatching(/^[a-z]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 30 }), fc.string(), (words, junk) => {
        expect(numberedItems(words.map((text, i) => `${i + 1}. ${text}`).join('\r\n'))).toEqual(words);
        expect(Array.isArray(numberedItems(junk))).toBe(true);
      }),
    );
  });
});

describe('singleItem', () => {
  it('is the text without number and mark-up', () => {
    expect(singleItem('1. **Shape**: round.')).toBe('Shape: round.');
    expect(singleItem('# Shape\nround.')).toBe('Shape\nround.');
  });
});
