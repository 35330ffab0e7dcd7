/** Runs the jobs of a study on this machine, so many at a time, each a process of its own. */
import { setTimeout } from 'node:timers/promises';
import type { JobEvent, RunningJob } from '../child';
import { startJob } from '../child';
import type { StudyJob } from '../jobs';

export interface HereOptions {
  /** jobs.jsonl; the jobs are its lines. */
  readonly file: string;
  readonly atOnce: number;
  /** Of each run. */
  readonly threads: number;
  readonly nice: number;
  readonly retryFailed: boolean;
  readonly signal: AbortSignal;
  readonly tell: (job: StudyJob, event: JobEvent) => void;
}

export interface HereResult {
  readonly done: number;
  /** Why each failed, by its job. */
  readonly failed: ReadonlyMap<string, string>;
  /** Stopped by request, or not begun. */
  readonly left: number;
}

/** `llm-segnet study job` says with 5 that another process works on the run, with 4 and 130 that somebody stopped it (src/cli/exitCodes.ts). */
const ELSEWHERE = 5;
const STOPPED = [4, 129, 130, 143];
/** A run whose process dies (out of memory, kill -9) goes on from its checkpoint so many times. */
const MOST_DEATHS = 3;
const WAIT_MILLISECONDS = 3000;

interface Waiting {
  readonly job: StudyJob;
  readonly index: number;
  /** performance.now() from which it may be tried. */
  readonly notBefore: number;
  readonly deaths: number;
}

/** @param wanted lines of the file that are to be made, in their order. */
export async function runHere(jobs: readonly StudyJob[], wanted: readonly number[], options: HereOptions): Promise<HereResult> {
  const { file, atOnce, threads, nice, retryFailed, signal, tell } = options;
  let waiting: Waiting[] = wanted.flatMap((index) => {
    const job = jobs[index];
    return job === undefined ? [] : [{ job, index, notBefore: 0, deaths: 0 }];
  });
  const running = new Set<RunningJob>();
  const failed = new Map<string, string>();
  let done = 0;
  let stopped = 0;
  let wake = (): void => undefined;
  const stop = (): void => {
    for (const one of running) one.stop();
    wake();
  };
  signal.addEventListener('abort', stop, { once: true });

  async function make(next: Waiting): Promise<void> {
    const { job, index } = next;
    let reason = '';
    const onEvent = (event: JobEvent): void => {
      if (event.kind === 'failed') reason = String(event['reason']);
      tell(job, event);
    };
    const child = startJob({ file, index, threads, nice, retryFailed, onEvent });
    running.add(child);
    const { code, said } = await child.ended;
    running.delete(child);
    if (code === 0) {
      done++;
      tell(job, { kind: 'done' });
    } else if (code === ELSEWHERE) {
      tell(job, { kind: 'elsewhere', said });
      waiting.push({ ...next, notBefore: performance.now() + WAIT_MILLISECONDS });
    } else if (signal.aborted || (code !== null && STOPPED.includes(code))) {
      stopped++;
      tell(job, { kind: 'stopped' });
    } else if (code === null && next.deaths + 1 < MOST_DEATHS) {
      tell(job, { kind: 'died', said });
      waiting.push({ ...next, deaths: next.deaths + 1 });
    } else {
      const why = reason || said || `its process died ${MOST_DEATHS} times: out of memory?`;
      failed.set(job.id, why);
      tell(job, { kind: 'gave-up', reason: why });
    }
    wake();
  }

  const making = new Set<Promise<void>>();
  while (!signal.aborted && (waiting.length > 0 || making.size > 0)) {
    const now = performance.now();
    const next = waiting.find(({ notBefore }) => notBefore <= now);
    if (next !== undefined && making.size < atOnce) {
      waiting = waiting.filter((one) => one !== next);
      const one: Promise<void> = make(next).finally(() => making.delete(one));
      making.add(one);
      continue;
    }
    await Promise.race([
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
      setTimeout(500),
    ]);
  }
  await Promise.all(making);
  signal.removeEventListener('abort', stop);
  return { done, failed, left: waiting.length + stopped };
}
