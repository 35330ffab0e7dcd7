import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/core/hash/sha256';

const reference = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

describe('sha256', () => {
  it('gives the values of FIPS 180-4', () => {
    expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it('equals the one of Node on bytes and well-formed text of every length around a block', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(sha256(bytes)).toBe(reference(bytes));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 150 }), (text) => {
        expect(sha256(text)).toBe(reference(text));
      }),
    );
    for (let length = 50; length < 140; length++) expect(sha256('x'.repeat(length))).toBe(reference('x'.repeat(length)));
  });
});
