/** What the TensorFlow.js workers share: their settings, the backend, the timing loop and what it prints (see README.md). */
import { readFileSync } from 'node:fs';
import type { ActiveBackend, BackendOptions, Precision } from '../../src/tensor/registry';
import { selectBackend } from '../../src/tensor/select';

export interface WorkerSettings {
  backend: 'native' | 'tensorflow';
  precision: Precision;
  threads: number;
  /** Batch, then x, y, z. */
  shape: [number, number, number, number];
  /** Steps after the one that warms up, and how many seconds they may take together before no further one starts. */
  steps: number;
  budget: number;
  filters: number;
  dropout: number;
  seed: number;
}

export function readSettings(): WorkerSettings {
  const text = process.argv[2];
  if (text === undefined) throw new Error('usage: worker SETTINGS (one JSON object)');
  return { backend: 'native', filters: 16, dropout: 0, seed: 1337, ...(JSON.parse(text) as object) } as WorkerSettings;
}

/** Activates exactly what was asked for: a bench of anything else would be a lie. */
export async function activate(settings: WorkerSettings): Promise<ActiveBackend> {
  const { backend, precision, threads } = settings;
  const options: BackendOptions = { backend, precision, threads };
  const active = await selectBackend(options);
  const got = `${active.name} ${active.precision}`;
  if (active.name !== backend || active.precision !== precision) {
    throw new Error(`asked for ${backend} ${precision}, got ${got}: ${active.warnings.join(' ')}`);
  }
  const { threads: used, machine, warnings } = active;
  print({ version: got, threads: used, isa: machine?.isa, onednn: machine?.onednn, warnings });
  return active;
}

function print(record: object): void {
  process.stdout.write(`${JSON.stringify(record)}\n`);
}

/** Resident memory of this process in MB: now (VmRSS) or at most so far (VmHWM). */
export function residentMegabytes(field: 'VmRSS' | 'VmHWM'): number {
  const line = readFileSync('/proc/self/status', 'utf8').match(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm'));
  return Number(line?.[1] ?? NaN) / 1024;
}

/** One step to warm up, then steps until their number or the budget is reached; one line of JSON for each. */
export async function measure(settings: WorkerSettings, step: (index: number) => number | Promise<number>): Promise<void> {
  let spent = 0;
  for (let index = 0; index <= settings.steps && (index <= 1 || spent < settings.budget); index++) {
    const start = performance.now();
    const loss = await step(index);
    const seconds = (performance.now() - start) / 1000;
    if (index > 0) spent += seconds;
    // Under --expose-gc (leak.mjs) memory is what is still in use, not what the garbage collector has yet to look at.
    globalThis.gc?.();
    print({
      step: index,
      seconds,
      loss,
      peakMegabytes: residentMegabytes('VmHWM'),
      residentMegabytes: residentMegabytes('VmRSS'),
    });
  }
}
