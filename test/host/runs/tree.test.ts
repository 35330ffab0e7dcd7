import { describe, expect, it, vi } from 'vitest';
import { RunItem } from '../../../src/host/runs/tree';
import { diceOf } from '../../../src/host/support/runs/describe';
import type { RunRecord, RunState } from '../../../src/io/run/record';

vi.mock('vscode', () => import('../../support/vscode'));

const RECORD: RunRecord = {
  schemaVersion: 1,
  id: 'a',
  name: 'atrium',
  experiment: { method: { kind: 'llm-segnet' }, seed: 1, iterations: 9 },
  experimentHash: 'x',
  data: {},
  codeVersion: '0',
  machine: {},
  state: 'done',
  times: { created: '2026-11-28T00:00:00Z', started: '2026-11-28T00:00:00Z', finished: '2026-11-28T00:01:00Z' },
  lease: null,
  iteration: 9,
};

const item = (state: RunState, change: Partial<RunRecord> = {}): RunItem =>
  new RunItem({ path: '/r/a', record: { ...RECORD, ...change }, state, hasMontage: false, hasCheckpoint: true }, undefined);

const look = ({ iconPath }: RunItem): unknown => {
  const { id, color } = iconPath as { id: string; color?: { id: string } };
  return [id, color?.id];
};

describe('a run in the side bar', () => {
  it('is green when it is done and its results are some', () => {
    expect(look(item('done'))).toEqual(['pass', 'charts.green']);
    expect(look(item('done', { diagnosis: [] }))).toEqual(['pass', 'charts.green']);
  });

  it('is not green when its results are none, and says why', () => {
    const run = item('done', { diagnosis: ['Every mask of A is empty.'] });
    expect(look(run)).toEqual(['warning', 'charts.yellow']);
    expect((run.tooltip as { value: string }).value).toContain('Every mask of A is empty.');
    // A run that failed has a reason of its own.
    expect(look(item('failed', { diagnosis: ['x'] }))).toEqual(['error', 'charts.red']);
  });

  it('shows the Dice of the mean of A and B, else of the only model', () => {
    const model = (mean: number) => ({ dice: { mean } });
    expect(diceOf({ results: { A: model(0.5), B: model(0.6), mean: model(0.7) } })).toBe(0.7);
    expect(diceOf({ results: { A: model(0.5) } })).toBe(0.5);
    expect(diceOf({})).toBeUndefined();
    expect(item('done', { results: { A: model(0.5), mean: model(0.7) } }).description).toContain('Dice 0.700');
  });
});
