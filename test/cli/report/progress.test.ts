import { describe, expect, it } from 'vitest';
import { createProgress } from '../../../src/cli/report/progress';
import type { TrainEvent } from '../../../src/core/training/loop';
import { formatDuration, totalLoss } from '../../../src/trainer/format';

function event(iteration: number, change: Partial<TrainEvent> = {}): TrainEvent {
  const model = { supervised: 1, ce: 0.6, dice: 0.4, unsupervised: 2 };
  return {
    kind: 'train',
    iteration,
    seconds: 0.5,
    dataSeconds: 0.01,
    lr: 0.05,
    lossWeight: 0.1,
    models: { A: model, B: { ...model, dice: 0.3 } },
    ...change,
  };
}

describe('progress line', () => {
  it('shows place, loss, rate, speed, time left and Dice', () => {
    let time = 0;
    const progress = createProgress(() => time);
    expect(progress.line(event(1), 600)).toBe(
      '  1/600  loss 2.400  lr 0.0500  2.0 it/s  5 min 00 s left  Dice of training patches A 0.600 B 0.700',
    );
    time = 1000;
    expect(progress.line(event(5), 600)).toBe(
      '  5/600  loss 2.400  lr 0.0500  4.0 it/s  2 min 29 s left  Dice of training patches A 0.600 B 0.700',
    );
  });

  it('turns the speed round when an iteration takes longer than a second, and smooths the Dice', () => {
    let time = 0;
    const progress = createProgress(() => time);
    progress.line(event(1), 10);
    time = 4000;
    const line = progress.line(event(2, { models: { A: { supervised: 1, dice: 1 } } }), 10);
    expect(line).toContain('4.0 s/it');
    expect(line).toContain('32 s left');
    expect(line).toContain('A 0.540');
  });

  it('shows the speed of the last seconds, not of the whole run', () => {
    let time = 0;
    const progress = createProgress(() => time);
    for (let iteration = 1; iteration <= 100; iteration++) {
      time += 100;
      progress.line(event(iteration), 200);
    }
    let line = '';
    for (let iteration = 101; iteration <= 140; iteration++) {
      time += 1000;
      line = progress.line(event(iteration), 200);
    }
    expect(line).toContain('1.0 it/s');
  });

  it('leaves out what a method does not have, and the time left at the end', () => {
    const progress = createProgress(() => 0);
    const supervised = event(10, { lossWeight: 0, models: { A: { supervised: 1 } } });
    expect(progress.line(supervised, 10)).toBe('10/10  loss 1.000  lr 0.0500  2.0 it/s');
  });
});

describe('numbers', () => {
  it('adds the losses of both models with the weight of the unsupervised one', () => {
    expect(totalLoss(event(1))).toBeCloseTo(2 + 0.1 * 4, 12);
  });

  it('writes durations a person reads', () => {
    expect([0, 59.4, 60, 3599, 3600, 7261].map(formatDuration)).toEqual([
      '0 s',
      '59 s',
      '1 min 00 s',
      '59 min 59 s',
      '1 h 00 min',
      '2 h 01 min',
    ]);
  });
});
