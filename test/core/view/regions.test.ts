import { describe, expect, it } from 'vitest';
import { COMPLEMENT, CONFIDENT, UNCERTAIN, uslRegions } from '../../../src/core/view/regions';

const region = (thresholds: { t1: number; t2: number }, ...maps: number[]): number | undefined =>
  uslRegions(
    maps.map((value) => Uint8Array.of(value)),
    thresholds,
  )[0];

describe('sets of the loss, as the viewer paints them', () => {
  it('lie strictly above t1 and strictly below t2, as in the loss', () => {
    // 204 and 51 of 255 are 0.8 and 0.2.
    expect(region({ t1: 0.8, t2: 0.1 }, 204)).toBe(UNCERTAIN);
    expect(region({ t1: 0.79, t2: 0.1 }, 204)).toBe(CONFIDENT);
    expect(region({ t1: 0.79, t2: 0.2 }, 204)).toBe(CONFIDENT);
    expect(region({ t1: 0.79, t2: 0.21 }, 204)).toBe(COMPLEMENT);
  });

  it('count the background as a class', () => {
    expect(region({ t1: 0.7, t2: 0.1 }, 10)).toBe(COMPLEMENT);
    expect(region({ t1: 0.7, t2: 0.1 }, 100, 100)).toBe(UNCERTAIN);
  });
});
