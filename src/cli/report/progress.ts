import type { TrainEvent } from '../../core/training/loop';
import { batchDice, formatDuration, totalLoss } from '../../trainer/format';

/** How far back the shown speed looks, in seconds: long enough to be steady, short enough to follow a change. */
const SPEED_SECONDS = 20;
/** Weight of a new iteration in the shown Dice, which jumps from patch to patch. */
const SMOOTHING = 0.1;

export interface TrainingProgress {
  /** Takes an iteration's numbers and returns the line to show. */
  line(event: TrainEvent, iterations: number): string;
}

/** Turns iterations into one line: place, loss, learning rate, speed, time left, Dice of the models on their labelled patches. */
export function createProgress(now: () => number = () => performance.now()): TrainingProgress {
  const times: [iteration: number, time: number][] = [];
  const dice = new Map<string, number>();

  function speed(iteration: number): number | null {
    const time = now();
    times.push([iteration, time]);
    while (times.length > 2 && time - (times[0]?.[1] ?? time) > SPEED_SECONDS * 1000) times.shift();
    const [first] = times;
    return first && time > first[1] ? (1000 * (iteration - first[0])) / (time - first[1]) : null;
  }

  function smoothed(model: string, value: number | null): string {
    if (value === null) return '';
    const before = dice.get(model);
    const next = before === undefined ? value : before + SMOOTHING * (value - before);
    dice.set(model, next);
    return `${model} ${next.toFixed(3)}`;
  }

  return {
    line(event, iterations) {
      const perSecond = speed(event.iteration) ?? (event.seconds > 0 ? 1 / event.seconds : null);
      const left = perSecond === null || perSecond === 0 ? '?' : formatDuration((iterations - event.iteration) / perSecond);
      const models = Object.entries(event.models)
        .map(([name, losses]) => smoothed(name, batchDice(losses)))
        .filter((text) => text !== '');
      return [
        `${String(event.iteration).padStart(String(iterations).length)}/${iterations}`,
        `loss ${totalLoss(event).toFixed(3)}`,
        `lr ${event.lr.toFixed(4)}`,
        perSecond === null ? '' : perSecond >= 1 ? `${perSecond.toFixed(1)} it/s` : `${(1 / perSecond).toFixed(1)} s/it`,
        event.iteration < iterations ? `${left} left` : '',
        models.length > 0 ? `Dice of training patches ${models.join(' ')}` : '',
      ]
        .filter((part) => part !== '')
        .join('  ');
    },
  };
}
