/**
 * The process that reads mutants. Before each it writes which one into a file, so that the process above knows what ended or stopped it.
 * Arguments as JSON: see Job.
 */
import { closeSync, ftruncateSync, openSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mutant } from './mutate';
import { readers } from './readers';

interface Job {
  readonly seed: number;
  /** Folder for mutants, which must hold nothing else in the end. */
  readonly folder: string;
  readonly progress: string;
  readonly hdf5Thread: string;
  /** Where to go on: index of the round. */
  readonly from: number;
  readonly to: number;
  /** Of a second; a reading may take so much of the processor's time. */
  readonly mostSeconds: number;
}

const job = JSON.parse(process.argv[2] ?? '') as Job;
const list = await readers(job.folder, pathToFileURL(job.hdf5Thread));
const names = (): string =>
  readdirSync(job.folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !name.endsWith('mutant.safetensors'))
    .sort()
    .join('\n');
const progress = openSync(job.progress, 'w');
const counts = new Map<string, number>();
let before: string | undefined;

/** Weights as a wheel: reader of each number, the same for every start. */
const wheel = list.flatMap((reader, index) => Array.from({ length: Math.max(1, Math.round(reader.weight * 10)) }, () => index));

for (let number = job.from; number < job.to; number++) {
  const index = wheel[(Math.imul(number, 7919) >>> 0) % wheel.length] ?? 0;
  const reader = list[index];
  if (reader === undefined) continue;
  const line = `${number} ${reader.name}`;
  ftruncateSync(progress, 0);
  writeSync(progress, line, 0);
  const bytes = mutant(reader.seeds, job.seed, number);
  const start = process.cpuUsage();
  try {
    await reader.read(bytes);
  } catch (error) {
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.send?.({ kind: 'find', number, reader: reader.name, what, bytes: bytes.toString('base64') });
  }
  const { user, system } = process.cpuUsage(start);
  if ((user + system) / 1e6 > job.mostSeconds)
    process.send?.({
      kind: 'find',
      number,
      reader: reader.name,
      what: `${((user + system) / 1e6).toFixed(1)} s`,
      bytes: bytes.toString('base64'),
    });
  counts.set(reader.name, (counts.get(reader.name) ?? 0) + 1);
  if (number === job.from + 2000) before = names();
  if (number % 5000 === 0)
    process.send?.({ kind: 'counts', counts: Object.fromEntries(counts), memory: process.memoryUsage.rss() });
}
// All mutants had one of a few places: a file beside them was made by a reader.
if (before !== undefined && names() !== before)
  process.send?.({
    kind: 'find',
    number: job.to,
    reader: 'all',
    what: `foreign files in ${join(job.folder)}: ${names()}`,
    bytes: '',
  });
process.send?.({ kind: 'counts', counts: Object.fromEntries(counts), memory: process.memoryUsage.rss() });
closeSync(progress);
process.disconnect?.();
process.exit(0);
