import { describe, expect, it } from 'vitest';
import { clock } from '../../../src/host/support/clock';
import { explainExit } from '../../../src/host/training/exitCode';
import { afterMessage, afterMetrics, meanDice, newJobState } from '../../../src/host/training/state';

const envelope = { v: 1, runId: 'a', seq: 0 } as const;

describe('the state of a job', () => {
  it('follows the messages of the trainer', () => {
    const steps = [
      { ...envelope, kind: 'opened', run: '/runs/a', id: 'a', iteration: 0 },
      { ...envelope, kind: 'phase', phase: 'training' },
      { ...envelope, kind: 'progress', phase: 'training', done: 3, total: 9, secondsLeft: 12 },
    ] as const;
    expect(steps.reduce(afterMessage, newJobState('tiny'))).toEqual({
      title: 'tiny',
      run: '/runs/a',
      phase: 'training',
      done: 3,
      total: 9,
      secondsLeft: 12,
      stopping: false,
      silent: false,
    });
  });

  it('takes the mean Dice of an evaluation, and nothing from a damaged one', () => {
    expect(meanDice({ cases: [{ dice: 0.5 }, { dice: 1 }, { dice: null }] })).toBe(0.75);
    expect(meanDice({ cases: 'none' })).toBeUndefined();
  });

  it('shows hours only when there are some', () => {
    expect([75, 3700, -1].map(clock)).toEqual(['1:15', '1:01:40', '0:00']);
  });
});

describe('the end of a process', () => {
  it('is explained the same by code and by signal', () => {
    expect(explainExit(137, null)).toEqual(explainExit(null, 'SIGKILL'));
    expect(explainExit(137, null).cause).toContain('memory');
    expect(explainExit(139, null)).toEqual(explainExit(null, 'SIGSEGV'));
  });

  it('is told by its number where it is unknown', () => {
    expect(explainExit(7, null).cause).toContain('exit code 7');
  });
});

describe('a line of metrics', () => {
  it('gives the Dice of evaluations only, and the loss of training only', () => {
    const cases = [{ dice: 0.5 }];
    const before = newJobState('a');
    expect(afterMetrics(before, { kind: 'evaluation', cases })).toEqual({ ...before, dice: 0.5 });
    expect(afterMetrics(before, { kind: 'train', cases, A: { supervised: 2 } })).toEqual({ ...before, loss: 2 });
    expect(afterMetrics(before, { kind: 'other', cases, A: { supervised: 2 } })).toEqual(before);
  });
});
