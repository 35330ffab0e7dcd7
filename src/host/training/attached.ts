import { createMetricsTail } from '../../io/run/metricsTail';
import type { RunRecord } from '../../io/run/record';
import { writeRequest } from '../../io/run/requests';
import { effectiveState, readRunRecord, runPaths } from '../../io/run/runDirectory';
import type { JobEnd } from './job';
import type { JobState } from './state';
import { afterMetrics, newJobState } from './state';
import type { Steered } from './trainerProcess';

const LOOK_MILLISECONDS = 1000;
/** Weight of the newest iteration in the seconds that the time left is told from. */
const SMOOTHING = 0.1;

export interface AttachedListener {
  changed(state: JobState): void;
  /** Once, at the end. */
  ended(end: JobEnd): void;
}

function iterationsOf({ experiment }: RunRecord): number {
  const found =
    typeof experiment === 'object' && experiment !== null && 'iterations' in experiment ? experiment.iterations : undefined;
  return typeof found === 'number' ? found : 0;
}

/** What the directory says of a run that has ended. `state` is the effective one. */
function endOf({ name, reason, diagnosis }: RunRecord, state: string, run: string): JobEnd {
  if (state === 'done' || state === 'stopped' || state === 'interrupted')
    return { title: name, state, run, ...(diagnosis === undefined ? {} : { diagnosis }) };
  return { title: name, state: 'failed', run, ...(reason === undefined ? {} : { cause: reason }) };
}

/**
 * Follows a run that a process of another window (or of this one, before a reload) works on: progress from the files of its directory,
 * wishes by requests in it.
 */
export function followRun(run: string, { name, lease }: RunRecord, listener: AttachedListener): Steered {
  const tail = createMetricsTail(runPaths.metrics(run));
  let state: JobState = { ...newJobState(name), run, phase: 'loading' };
  let step: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let over = false;

  const end = (last: JobEnd): void => {
    if (!over) listener.ended(last);
    over = true;
  };

  async function readOn(): Promise<void> {
    for await (const { records } of tail.read()) {
      for (const record of records) {
        state = afterMetrics(state, record);
        if (record['kind'] !== 'train') continue;
        const { iteration, seconds } = record as Readonly<Record<string, unknown>>;
        if (typeof iteration === 'number') state = { ...state, done: iteration };
        if (typeof seconds === 'number') step = step === undefined ? seconds : step + SMOOTHING * (seconds - step);
      }
    }
  }

  async function look(): Promise<void> {
    const record = await readRunRecord(run);
    const now = effectiveState(record);
    if (now !== 'running' && now !== 'paused') {
      end(endOf(record, now, run));
      return;
    }
    await readOn();
    if (over) return;
    const total = iterationsOf(record);
    const phase = now === 'paused' ? 'paused' : state.done >= total ? 'evaluating' : 'training';
    const left = phase === 'training' && step !== undefined ? { secondsLeft: step * (total - state.done) } : {};
    const { secondsLeft: _, ...rest } = state;
    state = { ...rest, phase, total, ...left };
    listener.changed(state);
    timer = setTimeout(go, LOOK_MILLISECONDS);
  }

  function go(): void {
    look().catch((error: unknown) => {
      end({ title: name, state: 'failed', run, cause: error instanceof Error ? error.message : String(error) });
    });
  }

  go();
  return {
    pid: lease?.pid,
    call({ kind }) {
      if (kind !== 'pause' && kind !== 'resume' && kind !== 'stop') return;
      writeRequest(run, kind).catch((error: unknown) => {
        end({ title: name, state: 'failed', run, cause: error instanceof Error ? error.message : String(error) });
      });
    },
    release() {
      over = true;
      clearTimeout(timer);
    },
  };
}
