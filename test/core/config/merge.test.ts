import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { merge, valueAt, withValueAt } from '../../../src/core/config/merge';
import { editDistance, suggest } from '../../../src/core/config/suggest';

describe('an experiment laid over a preset', () => {
  it('goes key by key, and another kind replaces as a whole', () => {
    const base = { a: 1, method: { kind: 'x', depth: { t: 1, u: 2 } }, list: [1, 2] };
    expect(merge(base, { method: { depth: { t: 5 } }, list: [3] })).toEqual({
      a: 1,
      method: { kind: 'x', depth: { t: 5, u: 2 } },
      list: [3],
    });
    expect(merge(base, { method: { kind: 'y' } })['method']).toEqual({ kind: 'y' });
    expect(merge({ data: { labels: { 1: 1 } } }, { data: { labels: { 2: 1 } } })).toEqual({ data: { labels: { 2: 1 } } });
  });

  it('finds again what was put at a path, and leaves the rest alone', () => {
    const keys = fc.array(fc.constantFrom('a', 'b', 'c', '__proto__'), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(keys, fc.integer(), (path, value) => {
        const root = { a: { x: 1 }, z: 2 };
        const changed = withValueAt(root, path, value);
        expect(valueAt(changed, path)).toBe(value);
        expect(changed['z']).toBe(2);
        expect(root).toEqual({ a: { x: 1 }, z: 2 });
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      }),
    );
  });
});

describe('what was probably meant', () => {
  it('is a known word that is near', () => {
    expect(suggest('iteration', ['iterations', 'seed'])).toBe('iterations');
    expect(suggest('pacth', ['batch', 'patch'])).toBe('patch');
    expect(suggest('quantum', ['batch', 'patch'])).toBeUndefined();
  });

  it('distance is symmetric and 0 for equal words only', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});
