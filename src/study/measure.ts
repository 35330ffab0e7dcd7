import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { MeasuredCost } from '../core/study/cost';
import { costShape, measuringExperiment, SETTING_UP } from '../core/study/cost';
import type { StudyRun } from '../core/study/expand';
import { writeFileAtomic } from '../io/atomic';
import { FileError } from '../io/fileError';
import { readRunRecord } from '../io/run/runDirectory';
import { OWN_FILE, readTextFileIfAny } from '../io/textFile';
import type { JobEvent } from './child';
import { startJob } from './child';
import { jobOfRun, writeJobs } from './jobs';
import type { LoadedStudy } from './load';

const cost = z.object({
  loadSeconds: z.number(),
  stepSeconds: z.number(),
  caseSeconds: z.number(),
  testCases: z.number(),
  validationCases: z.number(),
  peakBytes: z.number(),
});
const costs = z.record(z.string(), cost);

const costsFile = (runs: string): string => join(runs, 'costs.json');

/** Another processor or number of threads is another measurement. */
const placeOf = (threads: number): string => `${hostname()} ${cpus()[0]?.model ?? ''} ${threads}`;

async function readCosts(runs: string): Promise<Record<string, MeasuredCost>> {
  const text = await readTextFileIfAny(costsFile(runs), OWN_FILE);
  try {
    return text === null ? {} : costs.parse(JSON.parse(text));
  } catch {
    // A measurement is made again in no time.
    return {};
  }
}

/**
 * The most memory, in bytes, that any of the runs took when `study plan` measured its kind, on whatever machine; null where some kind was
 * never measured.
 */
export async function knownPeak(
  { runs }: Pick<LoadedStudy, 'runs'>,
  wanted: readonly Pick<StudyRun, 'experiment'>[],
): Promise<number | null> {
  const known = Object.entries(await readCosts(runs));
  const shapes = [...new Set(wanted.map(({ experiment }) => costShape(experiment)))];
  const peaks = shapes.map((shape) => known.filter(([key]) => key.endsWith(` ${shape}`)).map(([, { peakBytes }]) => peakBytes));
  return peaks.length === 0 || peaks.some((found) => found.length === 0) ? null : Math.max(...peaks.flat());
}

/** Times of a job's phases and steps. */
function createWatch() {
  const steps: number[] = [];
  const cases: number[] = [];
  let peakBytes = 0;
  let loadSeconds = 0;
  let last = performance.now();
  let reason = '';
  return {
    onEvent(event: JobEvent): void {
      const now = performance.now();
      const { memory, seconds } = (event['event'] ?? {}) as { memory?: { rss?: number }; seconds?: number };
      if (event.kind === 'phase' && event['phase'] === 'training') loadSeconds = (now - last) / 1000;
      if (event.kind === 'trained') {
        steps.push(seconds ?? 0);
        peakBytes = Math.max(peakBytes, memory?.rss ?? 0);
      }
      if (event.kind === 'evaluated') cases.push((now - last) / 1000);
      if (event.kind === 'failed') reason = String(event['reason']);
      if (event.kind !== 'checkpoint' && event.kind !== 'loaded') last = now;
    },
    get reason() {
      return reason;
    },
    result() {
      const counted = steps.slice(SETTING_UP).sort((a, b) => a - b);
      return {
        loadSeconds,
        stepSeconds: counted[Math.floor(counted.length / 2)] ?? 0,
        caseSeconds: cases.at(-1) ?? 0,
        peakBytes,
      };
    },
  };
}

async function measure(study: string, run: StudyRun, threads: number, signal: AbortSignal): Promise<MeasuredCost> {
  const folder = await mkdtemp(join(tmpdir(), 'llm-segnet-measure-'));
  try {
    const out = join(folder, 'run');
    const file = join(folder, 'jobs.jsonl');
    const job = { ...jobOfRun(study, run, out), experiment: measuringExperiment(run.experiment), testLimit: 1 };
    await writeJobs(file, [job]);
    const watch = createWatch();
    const child = startJob({ file, index: 0, threads, nice: 0, retryFailed: false, onEvent: watch.onEvent });
    const stop = (): void => child.stop();
    signal.addEventListener('abort', stop, { once: true });
    const { code, said } = await child.ended;
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
    if (code !== 0)
      throw new FileError(run.id, 'run', `a few steps of it fail: ${watch.reason || said}`, 'Correct the study or its base.');
    const { data } = await readRunRecord(out);
    const count = (value: unknown): number => (Array.isArray(value) ? value.length : 0);
    return { ...watch.result(), testCases: count(data['testCases']), validationCases: count(data['validationCases']) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * What a step of each kind of run takes here, by costShape; measured where that was not done before, and kept in costs.json beside the
 * runs. Throws FileError where a run cannot even begin.
 */
export async function measureCosts(
  { study, runs }: LoadedStudy,
  wanted: readonly StudyRun[],
  threads: number,
  options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
): Promise<ReadonlyMap<string, MeasuredCost>> {
  const place = placeOf(threads);
  const known = await readCosts(runs);
  const shapes = new Map(wanted.map((run) => [costShape(run.experiment), run]));
  const missing = [...shapes].filter(([shape]) => !(`${place} ${shape}` in known));
  for (const [index, [shape, run]] of missing.entries()) {
    options.onProgress(index, missing.length);
    known[`${place} ${shape}`] = await measure(study.name, run, threads, options.signal);
    await writeFileAtomic(costsFile(runs), `${JSON.stringify(known, null, 1)}\n`);
  }
  return new Map(
    [...shapes.keys()].flatMap((shape) => {
      const found = known[`${place} ${shape}`];
      return found === undefined ? [] : [[shape, found] as const];
    }),
  );
}
