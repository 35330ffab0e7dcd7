import { describe, expect, it } from 'vitest';
import { toLatex } from '../../../src/core/report/latex';
import { sentence } from '../../../src/core/report/note';
import type { Protocol } from '../../../src/core/report/protocol';
import { compareGroups } from '../../../src/core/study/results/comparisons';
import type { MeasuredRun } from '../../../src/core/study/results/groups';
import { groupsOf } from '../../../src/core/study/results/groups';
import { MixedProtocols, studyTable } from '../../../src/core/study/results/table';
import { studySchema } from '../../../src/core/study/schema';

const PROTOCOL: Protocol = {
  data: 'phantom',
  split: '4 training, 8 test cases',
  normalisation: 'z-score',
  cropSource: 'none',
  stride: '8 x 8 x 8',
  postProcessing: 'none',
  emptyRule: 'no distance',
  selection: 'last',
  unit: 'voxel',
};

/** A run whose Dice of case i is base + i / 100, the same for two classes but for `second`. */
function run(
  values: Record<string, string>,
  base: number,
  change: { protocol?: Partial<Protocol>; second?: number; cases?: string[] } = {},
): MeasuredRun {
  const ids = change.cases ?? Array.from({ length: 8 }, (_, index) => `c${index}`);
  const cases = ids.flatMap((id, index) =>
    [1, 2].map((label) => {
      const dice = base + index / 100 + (label === 2 ? (change.second ?? 0) : 0);
      return { case: id, label, dice, jaccard: dice / 2, hd95: 2, asd: 1, assd: 1 };
    }),
  );
  return {
    values,
    headline: 'A',
    report: {
      id: JSON.stringify(values),
      name: 'run',
      settings: {},
      best: null,
      largestComponent: false,
      protocol: { ...PROTOCOL, ...change.protocol },
      evaluations: [{ iteration: 9, split: 'test', model: 'A', unit: 'voxel', largestComponent: false, cases }],
    },
  };
}

const seeds = (values: Record<string, string>, base: number): MeasuredRun[] => [
  run({ ...values, seed: '1' }, base),
  run({ ...values, seed: '2' }, base + 0.02),
];
const STUDY = studySchema.parse({ compare: { baseline: { method: 'supervised' } } });

describe("a study's table", () => {
  it('has one row an experiment, over its seeds, and tests it against the baseline that is like it', () => {
    const runs = [
      ...seeds({ method: 'supervised', 'data.labelled': '4' }, 0.5),
      ...seeds({ method: 'supervised', 'data.labelled': '8' }, 0.7),
      ...seeds({ method: 'mt', 'data.labelled': '4' }, 0.6),
      ...seeds({ method: 'mt', 'data.labelled': '8' }, 0.7),
    ];
    const { columns, rows, notes } = studyTable(STUDY, runs);
    const at = (row: number, column: string): string | undefined => rows[row]?.cells[columns.indexOf(column)];
    expect(columns).toContain('95HD (voxel)');
    expect(rows).toHaveLength(4);
    expect(at(0, 'Dice (%)')).toMatch(/^54\.50 ± 1\.41 \[/);
    expect(at(0, '± over')).toBe('2 seeds');
    expect(at(0, 'p (Holm)')).toBe('');
    // Eight equal signs: p = 2 / 2^8, twice by Holm.
    expect(at(2, 'p (Holm)')).toBe('0.0156: better');
    expect(at(2, 'Difference, Dice (%)')).toMatch(/^\+10\.00/);
    expect(at(3, 'p (Holm)')).toBe('equal: no evidence');
    expect(notes.map(sentence).join(' ')).toContain('over 2 comparisons');
  });

  it('says what the deviation is over: seeds, folds or cases', () => {
    const over = (runs: MeasuredRun[]): string | undefined => {
      const { columns, rows } = studyTable(studySchema.parse({}), runs);
      return rows[0]?.cells[columns.indexOf('± over')];
    };
    expect(over([run({ seed: '1' }, 0.5)])).toBe('8 cases');
    const fold = (index: number, seed = '1') => run({ seed, fold: String(index) }, 0.5, { cases: [`f${index}a`, `f${index}b`] });
    expect(over([fold(0), fold(1)])).toBe('2 folds');
    expect(over([fold(0), fold(1), fold(0, '2'), fold(1, '2')])).toBe('2 seeds (2 folds each)');
  });

  it('tells classes apart, beside their mean', () => {
    const { columns, rows } = studyTable(studySchema.parse({}), [run({ seed: '1' }, 0.5, { second: 0.2 })], {
      perClass: true,
      classNames: ['left'],
    });
    const names = rows.map(({ cells }) => [cells[columns.indexOf('Class')], cells[columns.indexOf('Dice (%)')]?.split(' ')[0]]);
    expect(names).toEqual([
      ['mean', '63.50'],
      ['left', '53.50'],
      ['class 2', '73.50'],
    ]);
  });

  it('refuses runs that were not measured in one way, and marks them when it is told to show them', () => {
    const runs = [run({ method: 'a' }, 0.5), run({ method: 'b' }, 0.6, { protocol: { postProcessing: 'largest component' } })];
    const study = studySchema.parse({});
    expect(() => studyTable(study, runs)).toThrow(MixedProtocols);
    const { rows, notes } = studyTable(study, runs, { mixProtocols: true });
    expect(rows.map(({ cells }) => cells[0])).toEqual(['a', 'b †']);
    expect(notes.map(sentence).join(' ')).toContain('They differ in post-processing: none and largest component.');
    expect(toLatex(studyTable(study, runs, { mixProtocols: true }))).toContain('\\caption');
  });

  it('never calls a difference of chance evidence more often than its level says', () => {
    let random = 7;
    const next = (): number => {
      random = (random * 48271) % 2147483647;
      return random / 2147483647;
    };
    let found = 0;
    for (let study = 0; study < 200; study++) {
      const noisy = (method: string): MeasuredRun => {
        const one = run({ method }, 0.5);
        const [evaluation] = one.report.evaluations;
        const cases = evaluation?.cases.map((each) => ({ ...each, dice: next() })) ?? [];
        return { ...one, report: { ...one.report, evaluations: evaluation ? [{ ...evaluation, cases }] : [] } };
      };
      const groups = groupsOf([noisy('supervised'), noisy('x'), noisy('y'), noisy('z')]);
      if (compareGroups(STUDY, groups).some(({ verdict }) => verdict !== 'no evidence')) found++;
    }
    // 5 % of 200 studies, and three standard deviations.
    expect(found).toBeLessThan(20);
  });
});
