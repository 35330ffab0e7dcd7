import { describe, expect, it } from 'vitest';
import { runSettingsOf } from '../../../src/host/viewer/runSettings';

const settingsOf = (experiment: unknown, data: Record<string, unknown> = {}) => runSettingsOf({ experiment, data });

describe('what the viewer reads of a run', () => {
  it('the thresholds of the sets, each by its name', () => {
    const usl = { kind: 'usl', t1: 0.75, t2: 0.05 };
    expect(settingsOf({ method: { unsupervised: usl } }).thresholds).toEqual({ t1: 0.75, t2: 0.05 });
    expect(settingsOf({ method: { unsupervised: { kind: 'mse' } } }).thresholds).toBeNull();
    expect(settingsOf({ method: { unsupervised: { ...usl, t1: 7 } } }).thresholds).toBeNull();
  });

  it('classes of stored values, with their names', () => {
    const labels = { 1: { class: 2, name: 'posterior' }, 2: 1 };
    const { classNames, labels: table } = settingsOf({ data: { classes: 3, labels } });
    expect([classNames, table]).toEqual([['class 1', 'posterior'], { 1: 2, 2: 1 }]);
    expect(settingsOf({}).classNames).toEqual(['foreground']);
  });

  it('each case once, in the first list that has it', () => {
    const { cases } = settingsOf({}, { testCases: ['a'], validationCases: ['b'], labelledCases: ['a', 'c'] });
    expect(cases.map(({ id, role }) => `${id} ${role}`)).toEqual(['a test', 'b validation', 'c labelled']);
  });
});
