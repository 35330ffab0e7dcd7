/**
 * What was measured on this machine, kept between processes: one file a kind of processor, engine, thread count and preference in the
 * user's cache folder (LLMSEGNET_CACHE names another). Everything here is a convenience: a folder that cannot be written, a file that is torn
 * or another process that writes at the same time cost a measurement, never a run.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { ConvolutionPreference, Machine } from '../addon';

export const convolutionWays = z.record(z.string().max(200), z.enum(['direct', 'widened', 'winograd']));

const measuredSchema = z.object({
  /** Milliseconds of the same blocks of a network in either storage. */
  precision: z.object({ float32: z.number().positive(), bfloat16: z.number().positive() }).optional(),
  convolutions: convolutionWays,
});
export type Measured = z.infer<typeof measuredSchema>;

/** What decides which way is faster. */
export interface Identity extends Pick<Machine, 'cpu' | 'isa' | 'onednn' | 'threads'> {
  /** sha256 of the addon's file. */
  readonly engine: string;
  readonly preference: ConvolutionPreference;
}

export function engineHash(addonFile: string): string {
  return createHash('sha256').update(readFileSync(addonFile)).digest('hex');
}

export function cacheFile({ engine, preference, cpu, isa, onednn, threads }: Identity, environment = process.env): string {
  const users = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  const folder = environment['LLMSEGNET_CACHE'] || join(users, 'llm-segnet');
  const key = createHash('sha256').update(JSON.stringify([engine, preference, cpu, isa, onednn, threads]));
  return join(folder, 'measured', `${key.digest('hex').slice(0, 24)}.json`);
}

const MOST_BYTES = 2 ** 20;

/** What the file holds; nothing where it is missing, no regular file, far too large, or makes no sense. */
export function readMeasured(file: string): Measured {
  try {
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > MOST_BYTES) return { convolutions: {} };
    return measuredSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return { convolutions: {} };
  }
}

/** Adds to the file what it does not say yet: whoever measured first is right, so that later processes agree with earlier ones. */
export function addMeasured(file: string, identity: Identity, found: Measured): void {
  const known = readMeasured(file);
  const precision = known.precision ?? found.precision;
  const convolutions = { ...found.convolutions, ...known.convolutions };
  const isNew = precision !== known.precision || Object.keys(convolutions).length > Object.keys(known.convolutions).length;
  if (!isNew) return;
  const fresh = `${file}.${process.pid}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(fresh, `${JSON.stringify({ ...identity, ...(precision ? { precision } : {}), convolutions }, null, 1)}\n`);
    renameSync(fresh, file);
  } catch {
    forget(fresh);
  }
}

function forget(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder is none: there is no such file either.
  }
}
