import { trainLine } from '../../core/training/loop';
import type { TrainerMessageBody, TrainerPhase } from '../../protocol/trainer';
import type { TrainerEvent } from '../events';
import type { Throttle } from './throttle';

/** Seconds of the last iterations that the time left is told from. */
const SMOOTHING = 0.1;

/**
 * Turns a job's events into messages to the host. Progress and metrics go through the throttle; what matters once goes at once, after
 * what waits there.
 */
export function createTranslator(
  send: (message: TrainerMessageBody) => void,
  throttle: Throttle<TrainerMessageBody>,
): (event: TrainerEvent) => void {
  let phase: TrainerPhase = 'loading';
  let step: number | null = null;
  const atOnce = (message: TrainerMessageBody): void => {
    throttle.flush();
    send(message);
  };
  const progress = (done: number, total: number, secondsLeft?: number): void =>
    throttle.offer('progress', { kind: 'progress', phase, done, total, ...(secondsLeft === undefined ? {} : { secondsLeft }) });
  return (event) => {
    switch (event.kind) {
      case 'opened':
        atOnce({ kind: 'opened', run: event.run, id: event.id, iteration: event.iteration });
        break;
      case 'phase':
        phase = event.phase;
        atOnce({ kind: 'phase', phase });
        break;
      case 'loaded':
      case 'evaluated':
        progress(event.done, event.total);
        break;
      case 'trained': {
        const { iteration, seconds } = event.event;
        step = step === null ? seconds : step + SMOOTHING * (seconds - step);
        progress(iteration, event.iterations, step * (event.iterations - iteration));
        throttle.offer('metrics', { kind: 'metrics', record: trainLine(event.event) });
        break;
      }
      case 'validated': {
        const { iteration, score, best } = event;
        throttle.offer('validation', { kind: 'metrics', record: { kind: 'validation', iteration, score, best } });
        break;
      }
      case 'checkpoint':
        atOnce({ kind: 'checkpointSaved', iteration: event.iteration, best: event.best });
        break;
      case 'warning':
        atOnce({ kind: 'warning', message: event.message });
        break;
      case 'finished': {
        const { state, run, iteration, results, montage, diagnosis } = event.outcome;
        atOnce({
          kind: 'done',
          state,
          run,
          iteration,
          ...(results === undefined ? {} : { results: { ...results } }),
          ...(montage === undefined ? {} : { montage }),
          ...(diagnosis === undefined ? {} : { diagnosis: [...diagnosis] }),
        });
        break;
      }
      // The session tells of a failure, with a fix.
      case 'failed':
      case 'backend':
        break;
    }
  };
}
