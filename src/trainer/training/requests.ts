import { takeRequests } from '../../io/run/requests';
import { StopReason } from './control';
import type { TrainingJob } from './job';

/** How often request files are looked for. */
const REQUEST_MILLISECONDS = 1000;

/** Passes requests in the run directory on to the control. Returns what ends that. */
export function followRequests({ run, control }: TrainingJob): () => void {
  let busy = false;
  const look = async (): Promise<void> => {
    for (const request of await takeRequests(run.path)) {
      if (request === 'stop') control.stop(new StopReason('stopped by a request'));
      else control[request]();
    }
  };
  const timer = setInterval(() => {
    if (busy) return;
    busy = true;
    look()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  }, REQUEST_MILLISECONDS);
  return () => clearInterval(timer);
}
