import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartsOf, joinedCharts } from '../../../src/core/curves/charts';
import { rowOf } from '../../../src/core/curves/columns';
import { decimate, lowerBound } from '../../../src/core/curves/decimate';
import { aligned, lineOf } from '../../../src/core/curves/lines';
import { createSeriesStore } from '../../../src/core/curves/seriesStore';
import { smooth } from '../../../src/core/curves/smooth';
import { chartSvg, ticks } from '../../../src/core/curves/svg';
import { olderDeclaration } from '../../../src/core/declaration/older';

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });

describe('charts', () => {
  it('name every column once', () => {
    const charts = chartsOf(olderDeclaration('llm-segnet'));
    const columns = charts.flatMap(({ curves }) => curves.map(({ column }) => column));
    expect(new Set(columns).size).toBe(columns.length);
    expect(new Set(charts.map(({ id }) => id)).size).toBe(charts.length);
  });

  it('of two runs have the curves of both, each once', () => {
    const [one, two] = [chartsOf(olderDeclaration('supervised')), chartsOf(olderDeclaration('llm-segnet'))];
    const joined = joinedCharts([one, two]);
    expect(new Set(joined.map(({ id }) => id))).toEqual(new Set(two.map(({ id }) => id)));
    const columnsOf = (charts: typeof one) => new Set(charts.flatMap(({ curves }) => curves.map(({ column }) => column)));
    expect(columnsOf(joined)).toEqual(columnsOf(two));
  });
});

describe('rowOf', () => {
  it('reads a training line', () => {
    const row = rowOf({ kind: 'train', iteration: 7, seconds: 0.5, A: { supervised: 1.5 }, shares: { B: { uncertain: 0.25 } } });
    expect(row).toMatchObject({ clock: 'train', iteration: 7 });
    expect(row?.values).toMatchObject({ seconds: 0.5, 'A.supervised': 1.5, 'shares.B.uncertain': 0.25 });
    expect(row?.values).not.toHaveProperty('lr');
  });

  it('averages the Dice of an evaluation', () => {
    const cases = [{ dice: 0.5 }, { dice: 1 }, { dice: null }, 'x'];
    expect(rowOf({ kind: 'evaluation', iteration: 9, split: 'validation', model: 'A', cases })?.values).toEqual({
      'validation.A.dice': 0.75,
    });
  });

  it('takes anything and throws never', () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (record) => void rowOf(record)));
    expect(rowOf({ kind: 'train', iteration: '7' })).toBeNull();
    expect(rowOf({ kind: 'other', iteration: 7 })).toBeNull();
  });
});

describe('series', () => {
  const train = (iteration: number, value: number) => ({ clock: 'train' as const, iteration, values: { seconds: value } });

  it('joins rows of one iteration and fills gaps', () => {
    const store = createSeriesStore();
    for (const [model, iteration, dice] of [
      ['A', 10, 0.5],
      ['B', 10, 0.6],
      ['A', 20, 0.7],
    ] as const) {
      store.add({ clock: 'validation', iteration, values: { [model]: dice } });
    }
    expect(store.series('validation')).toEqual({ x: [10, 20], columns: { A: [0.5, 0.7], B: [0.6, Number.NaN] } });
  });

  it('cuts off what a resumed run does again', () => {
    const store = createSeriesStore();
    for (let i = 1; i <= 5; i++) store.add(train(i, i));
    store.add(train(3, 30));
    expect(store.series('train')).toEqual({ x: [1, 2, 3], columns: { seconds: [1, 2, 30] } });
  });
});

describe('a batch of rows', () => {
  it('gives what its rows give one by one, also where a resumed run goes back', () => {
    const row = fc.record({ iteration: fc.integer({ min: 1, max: 8 }), seconds: finite });
    fc.assert(
      fc.property(fc.array(row), fc.array(row), (before, batch) => {
        const [one, all] = [createSeriesStore(), createSeriesStore()];
        for (const { iteration, seconds } of [...before, ...batch]) one.add({ clock: 'train', iteration, values: { seconds } });
        for (const rows of [before, batch])
          all.append(
            'train',
            rows.map(({ iteration }) => iteration),
            { seconds: rows.map(({ seconds }) => seconds) },
          );
        expect(all.series('train').x).toEqual(one.series('train').x);
        expect(all.series('train').columns['seconds'] ?? []).toEqual(one.series('train').columns['seconds'] ?? []);
      }),
    );
  });
});

describe('smooth', () => {
  it('leaves a constant as it is, and everything at weight 0', () => {
    expect(smooth([2, 2, 2], 0.9).every((value) => Math.abs(value - 2) < 1e-12)).toBe(true);
    fc.assert(
      fc.property(fc.array(finite), (values) => {
        expect(smooth(values, 0)).toEqual(values);
      }),
    );
  });

  it('stays between the lowest and the highest value', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1 }), fc.double({ min: 0, max: 0.99, noNaN: true }), (values, weight) => {
        const [low, high] = [Math.min(...values), Math.max(...values)];
        const slack = 1e-9 * Math.max(1, Math.abs(low), Math.abs(high));
        for (const value of smooth(values, weight)) expect(value >= low - slack && value <= high + slack).toBe(true);
      }),
    );
  });

  it('passes over gaps', () => {
    expect(smooth([1, Number.NaN, 1], 0.5)).toEqual([1, Number.NaN, 1]);
  });
});

describe('decimate', () => {
  it('keeps extremes, ends and order within its budget', () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 400 }), fc.integer({ min: 1, max: 50 }), (values, buckets) => {
        const kept = decimate(values, 0, values.length, buckets);
        expect(kept.length).toBeLessThanOrEqual(2 * buckets + 2);
        expect(kept).toEqual([...kept].sort((a, b) => a - b));
        const shown = kept.map((index) => values[index] as number);
        expect(Math.max(...shown)).toBe(Math.max(...values));
        expect(Math.min(...shown)).toBe(Math.min(...values));
        expect([kept[0], kept.at(-1)]).toEqual([0, values.length - 1]);
      }),
    );
  });

  it('finds the place of a value', () => {
    expect([lowerBound([1, 3, 5], 3), lowerBound([1, 3, 5], 4), lowerBound([1, 3, 5], 9)]).toEqual([1, 2, 3]);
  });
});

describe('lines', () => {
  const series = { x: [1, 2, 3, 4], columns: { loss: [4, 0, 2, 1] } };
  const plain = { smoothing: 0, pixels: 100, logarithmic: false };

  it('leave out what a logarithmic axis cannot show', () => {
    expect(lineOf(series, 'loss', 'loss', { ...plain, logarithmic: true }).x).toEqual([1, 3, 4]);
  });

  it('reach beyond the range by a point on each side', () => {
    expect(lineOf(series, 'loss', 'loss', { ...plain, range: [2, 3] }).x).toEqual([1, 2, 3, 4]);
    expect(lineOf(series, 'none', 'none', plain).x).toEqual([]);
  });

  it('share an axis', () => {
    const a = { label: 'a', x: [1, 3], y: [10, 30] };
    const b = { label: 'b', x: [2, 3], y: [20, 31] };
    expect(aligned([a, b])).toEqual({
      x: [1, 2, 3],
      ys: [
        [10, undefined, 30],
        [undefined, 20, 31],
      ],
    });
  });
});

describe('chartSvg', () => {
  it('escapes what names bring along', () => {
    const line = { label: '<script>"&', x: [1, 2], y: [1, 2], colour: '#000', dash: '' };
    const svg = chartSvg({ title: "</svg><script>alert('1')", unit: 's', lines: [line], logarithmic: false });
    expect(svg).not.toContain('<script>');
    expect(svg.match(/<\/svg>/g)).toHaveLength(1);
  });

  it('has round ticks inside the range', () => {
    expect(ticks(0, 1, 5, false)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1]);
    expect(ticks(0.02, 30, 5, true)).toEqual([0.1, 1, 10]);
    expect(ticks(3, 3, 5, false)).toEqual([3]);
  });
});
