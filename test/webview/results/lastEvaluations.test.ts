import { expect, it } from 'vitest';
import { lastEvaluations } from '../../../webview/results/lastEvaluations';

const evaluation = (iteration: number, model: string, ...cases: [id: string, dice: number][]) => ({
  iteration,
  split: 'test',
  model,
  unit: 'voxel',
  cases: cases.map(([id, dice]) => ({ case: id, label: 1, dice })),
});

it('takes the newest checkpoint of each model, and all that was measured of it', () => {
  const last = lastEvaluations([
    evaluation(10, 'A', ['one', 0.1]),
    evaluation(20, 'A', ['one', 0.5], ['two', 0.6]),
    evaluation(20, 'B', ['one', 0.7]),
    evaluation(20, 'A', ['one', 0.55]),
  ]);
  expect(last.map(({ iteration, model }) => [iteration, model])).toEqual([
    [20, 'A'],
    [20, 'B'],
  ]);
  // In this order: whoever reads them takes the later number of a case.
  expect(last[0]?.cases.map((one) => [one['case'], one['dice']])).toEqual([
    ['one', 0.5],
    ['two', 0.6],
    ['one', 0.55],
  ]);
});
