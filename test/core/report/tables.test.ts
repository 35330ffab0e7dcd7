import { describe, expect, it } from 'vitest';
import { comparisonTable } from '../../../src/core/report/comparison';
import { sentence } from '../../../src/core/report/note';
import { perCaseTable } from '../../../src/core/report/perCase';
import type { PivotRun } from '../../../src/core/report/pivot';
import { pivotLabels, pivotTable } from '../../../src/core/report/pivot';
import { whyNotComparable } from '../../../src/core/report/protocol';
import { unsupervisedAblation } from '../../../src/core/report/published/ablations';
import { publishedTables } from '../../../src/core/report/published/registry';
import type { Evaluation } from '../../../src/core/report/run';
import { reportedPieces } from '../../../src/core/report/run';

const protocol = {
  data: 'hippocampus',
  split: '180 training, 40 test cases',
  normalisation: 'z-score',
  cropSource: 'none',
  stride: '16 x 24 x 16',
  postProcessing: 'none',
  emptyRule: 'no distance',
  selection: 'last',
  unit: 'voxel',
};

/** Number, rows, sum of Dice and sum of all other numbers: added up from the paper's text, apart from the typed tables. */
const SUMS = [
  [2, 20, 1702.5, 1619.72],
  [3, 22, 1631.98, 1706.33],
  [4, 22, 1824.34, 1959.13],
  [5, 6, 523.29, 514.43],
  [6, 3, 249.04, 234.1],
  [7, 3, 247.15, 242.1],
];

function evaluation(iteration: number, dice: number, extra: Partial<Evaluation> = {}): Evaluation {
  const metrics = { label: 1, jaccard: dice / 2, hd95: 1, asd: null, assd: null };
  const cases = [
    { case: 'one', dice, ...metrics },
    { case: 'two', dice: dice + 0.02, ...metrics },
  ];
  return { iteration, split: 'test', model: 'A', unit: 'voxel', largestComponent: false, cases, ...extra };
}

function run(seed: number, dice: number, kind = 'usl', change: Partial<PivotRun> = {}): PivotRun {
  const settings = { name: `run ${seed}`, seed, method: { kind: 'llm-segnet', unsupervised: { kind } }, run: { threads: seed } };
  return {
    id: `${kind}-${seed}`,
    name: kind,
    settings,
    evaluations: [evaluation(5, 0), evaluation(10, dice), evaluation(10, 1, { largestComponent: true })],
    best: null,
    largestComponent: false,
    protocol,
    labelled: 4,
    unlabelled: 36,
    ...change,
  };
}

describe('run comparison', () => {
  it('shows only settings that differ, and mean and deviation over the seeds of an experiment', () => {
    const { columns, rows } = comparisonTable([run(1, 0.8), run(2, 0.9), run(1, 0.7, 'mse')]);
    expect(columns.slice(0, 5)).toEqual(['Run', 'method.unsupervised.kind', 'Model', 'Checkpoint', 'Seeds']);
    expect(rows.map(({ cells }) => cells.slice(0, 6))).toEqual([
      ['usl', 'usl', 'A', 'last', '2', `86.00 ± ${(10 * Math.SQRT1_2).toFixed(2)}`],
      ['mse', 'mse', 'A', 'last', '1', `71.00 ± ${(2 * Math.SQRT1_2).toFixed(2)}`],
    ]);
    expect(rows[0]?.cells.at(-1)).toBe('-');
  });

  it('shows the numbers first where many settings differ', () => {
    const [first, second] = [run(1, 0.8), run(1, 0.7, 'mse')];
    const settings = {
      method: { kind: 'llm-segnet', unsupervised: { kind: 'mse' } },
      patch: 1,
      iterations: 2,
      noise: 3,
      network: 4,
    };
    const { columns, rows } = comparisonTable([first, { ...second, settings }]);
    expect(columns.slice(0, 5)).toEqual(['Run', 'Model', 'Checkpoint', 'Seeds', 'Dice (%)']);
    expect(columns.slice(-5)).toEqual(['iterations', 'method.unsupervised.kind', 'network', 'noise', 'patch']);
    for (const { cells } of rows) expect(cells).toHaveLength(columns.length);
    expect(rows[1]?.cells.slice(-5)).toEqual(['2', 'mse', '4', '3', '1']);
  });

  it('adds the best checkpoint where one was measured, and says where protocols differ', () => {
    const { rows, notes } = comparisonTable([
      run(1, 0.8, 'usl', { best: 5 }),
      run(1, 0.7, 'mse', { protocol: { ...protocol, unit: 'mm' } }),
    ]);
    expect(rows.map(({ cells }) => [cells[0], cells[3], cells[5]])).toEqual([
      ['usl', 'last', expect.stringMatching(/^81\.00/)],
      ['usl', 'best', expect.stringMatching(/^1\.00/)],
      ['mse', 'last', expect.stringMatching(/^71\.00/)],
    ]);
    expect(notes.map(sentence)).toContain('They differ in unit of distances: voxel and mm.');
  });

  it('has the numbers of runs that keep the largest pieces, which are theirs', () => {
    const pieces = run(1, 0.8, 'usl', { largestComponent: true });
    expect(comparisonTable([pieces, run(2, 0.8, 'mse')]).rows.map(({ cells }) => cells[5])).toEqual([
      expect.stringMatching(/^101\.00/),
      expect.stringMatching(/^81\.00/),
    ]);
    expect(perCaseTable([pieces]).rows.map(({ cells }) => cells[5])).toEqual(['1', '1.02']);
    const tested = (...largestComponent: boolean[]) => largestComponent.map((one) => ({ split: 'test', largestComponent: one }));
    expect([reportedPieces(tested(true, false), true), reportedPieces(tested(true, false), false)]).toEqual([true, false]);
    // Measured in one way only: these numbers, and what they are is said.
    expect([reportedPieces(tested(true), false), reportedPieces(tested(false), true)]).toEqual([true, false]);
    expect([reportedPieces([], true), reportedPieces([{ split: 'validation', largestComponent: false }], true)]).toEqual([
      true,
      true,
    ]);
  });

  it('lists cases with every digit', () => {
    const { rows } = perCaseTable([run(1, 1 / 3)]);
    expect(rows.map(({ cells }) => cells)).toEqual([
      ['usl-1', 'A', '10', 'one', '1', String(1 / 3), String(1 / 6), '1', '', ''],
      ['usl-1', 'A', '10', 'two', '1', String(1 / 3 + 0.02), String(1 / 6), '1', '', ''],
    ]);
  });
});

describe('protocols', () => {
  it('agree with themselves; what is not known is said', () => {
    expect(whyNotComparable(protocol, protocol)).toEqual([]);
    expect(whyNotComparable(protocol, { ...protocol, stride: null }).map(sentence)).toEqual([
      'The stride of one is not known (16 x 24 x 16).',
    ]);
  });
});

describe('tables of the paper', () => {
  it('have the paper’s numbers of rows, and its sums, read from the text once more', () => {
    const sums = publishedTables.map(({ number, rows }) => [
      number,
      rows.length,
      Number(rows.reduce((sum, { dice }) => sum + dice, 0).toFixed(2)),
      Number(rows.reduce((sum, { jaccard, hd95, asd }) => sum + (jaccard ?? 0) + (hd95 ?? 0) + asd, 0).toFixed(2)),
    ]);
    expect(sums).toEqual(SUMS);
  });

  it('keep Dice above Jaccard and both in percent', () => {
    for (const { dice, jaccard } of publishedTables.flatMap(({ rows }) => rows)) {
      expect(dice).toBeLessThan(100);
      if (jaccard !== null) expect(jaccard).toBeLessThan(dice);
    }
  });

  it('take our runs below them, marked apart, with the reasons why they do not compare', () => {
    const table = pivotTable(unsupervisedAblation, [run(1, 0.8), run(2, 0.8)], 'A', pivotLabels[7]);
    expect(table.rows.map(({ cells, published }) => [cells[0], published === true])).toEqual([
      ['MSE', true],
      ['NLL', true],
      ['USL', true],
      ['USL, hippocampus', false],
    ]);
    expect(table.rows.at(-1)?.cells.slice(1, 5)).toEqual(['4 (10%)', '36 (90%)', '2', '81.00 ± 0.00']);
    expect(table.notes.map(sentence).join(' ')).toMatch(/They differ in data: Pancreas-CT and hippocampus/);
  });

  it('name runs by what an ablation varies', () => {
    const label = (number: 5 | 6 | 7, settings: [string, string][]): string => pivotLabels[number](new Map(settings));
    expect(
      label(5, [
        ['text.injection', 'off'],
        ['text.beta', '0.1'],
      ]),
    ).toBe('β = 0 (no text)');
    expect(
      label(5, [
        ['text.injection', 'broadcast'],
        ['text.beta', '0.1'],
      ]),
    ).toBe('β = 0.1');
    expect(
      label(6, [
        ['supervised.crossEntropyWeight', '0'],
        ['supervised.diceWeight', '1'],
      ]),
    ).toBe('Dice');
    expect(label(7, [])).toBe('none (supervised)');
  });
});
