import type { TrainEvent } from '../core/training/loop';

/** 2 h 03 min, 4 min 05 s, 12 s. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} min`;
}

/** The loss that an iteration minimised: supervised losses of all models, plus lambda times the unsupervised ones. */
export function totalLoss({ models, lossWeight }: Pick<TrainEvent, 'models' | 'lossWeight'>): number {
  return Object.values(models).reduce(
    (sum, part) => sum + (part['supervised'] ?? 0) + lossWeight * (part['unsupervised'] ?? 0),
    0,
  );
}

/** Soft Dice of a model on the labelled patches of the iteration, from its loss; null when the method has no such part. */
export function batchDice(model: Readonly<Record<string, number>> | undefined): number | null {
  const loss = model?.['dice'];
  return loss === undefined ? null : 1 - loss;
}
