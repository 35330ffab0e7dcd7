import { createHash } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '../atomic';
import { asFileError, FileError, systemCode } from '../fileError';
import { makeFolder } from '../makeFolder';
import { OWN_FILE, readTextFile } from '../textFile';
import type { NamedTensor } from './safetensors';
import { decodeSafetensors, encodeSafetensors } from './safetensors';

/** Everything a run needs to go on: weights, running statistics and momenta of every model, and small state as JSON. */
export interface Checkpoint {
  /** Finished iterations. */
  readonly iteration: number;
  readonly tensors: readonly NamedTensor[];
  readonly state: Readonly<Record<string, unknown>>;
}

/** The manifest beside the data file, written after it: a data file without one is unfinished and counts for nothing. */
const manifestSchema = z.looseObject({
  schemaVersion: z.literal(1),
  iteration: z.number().int().min(0),
  file: z.string().regex(/^[\w.-]+$/),
  bytes: z.number().int().min(0),
  sha256: z.string(),
  created: z.string(),
  state: z.record(z.string(), z.unknown()),
});
export type CheckpointManifest = z.infer<typeof manifestSchema>;

const KEPT = 2;

/** The checkpoint with the highest validation score so far, which is kept however old it is. */
const bestSchema = z.looseObject({ iteration: z.number().int().min(0), score: z.number() });
export type BestCheckpoint = z.infer<typeof bestSchema>;

const bestFile = (folder: string): string => join(folder, 'best.json');

function baseName(iteration: number): string {
  return `iteration-${String(iteration).padStart(7, '0')}`;
}

/** Manifests in a checkpoints folder, newest iteration first; unreadable ones are passed over. A missing folder has none. */
export async function listCheckpoints(folder: string): Promise<CheckpointManifest[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw asFileError(folder, error);
  });
  const manifests: CheckpointManifest[] = [];
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    try {
      manifests.push(manifestSchema.parse(JSON.parse(await readTextFile(join(folder, name), OWN_FILE))));
    } catch {}
  }
  return manifests.sort((a, b) => b.iteration - a.iteration);
}

/** Which checkpoint is the best; null when none was marked, or when its file is gone. */
export async function readBest(folder: string): Promise<BestCheckpoint | null> {
  const best = await readTextFile(bestFile(folder), OWN_FILE)
    .then((text) => bestSchema.parse(JSON.parse(text)))
    .catch(() => null);
  if (best === null) return null;
  return (await listCheckpoints(folder)).some(({ iteration }) => iteration === best.iteration) ? best : null;
}

/** Marks a saved checkpoint as the best. Throws FileError. */
export async function markBest(folder: string, best: BestCheckpoint): Promise<void> {
  await writeFileAtomic(bestFile(folder), `${JSON.stringify(best, null, 2)}\n`);
}

/** Unmarks the best checkpoint. */
export async function forgetBest(folder: string): Promise<void> {
  await rm(bestFile(folder), { force: true });
}

async function removeOld(folder: string): Promise<void> {
  const best = await readBest(folder);
  for (const { iteration } of (await listCheckpoints(folder)).slice(KEPT)) {
    if (iteration === best?.iteration) continue;
    // The manifest goes first: a crash in between leaves a file without one, never a manifest without its file.
    await rm(join(folder, `${baseName(iteration)}.json`), { force: true });
    await rm(join(folder, `${baseName(iteration)}.safetensors`), { force: true });
  }
}

/** Writes a checkpoint, atomically and durably, then its manifest, then removes all but the last two and the best. Throws FileError. */
export async function saveCheckpoint(folder: string, checkpoint: Checkpoint): Promise<CheckpointManifest> {
  await makeFolder(folder);
  const { iteration, tensors, state } = checkpoint;
  const blocks = encodeSafetensors(tensors, { iteration: String(iteration), writer: 'llm-segnet' });
  const hash = createHash('sha256');
  for (const block of blocks) hash.update(block);
  const file = `${baseName(iteration)}.safetensors`;
  await writeFileAtomic(join(folder, file), blocks);
  const manifest: CheckpointManifest = {
    schemaVersion: 1,
    iteration,
    file,
    bytes: blocks.reduce((sum, block) => sum + block.byteLength, 0),
    sha256: hash.digest('hex'),
    created: new Date().toISOString(),
    state,
  };
  await writeFileAtomic(join(folder, `${baseName(iteration)}.json`), `${JSON.stringify(manifest, null, 2)}\n`);
  await removeOld(folder);
  return manifest;
}

/** Removes checkpoints after an iteration: a run that goes on from it makes them again. */
export async function removeCheckpointsAfter(folder: string, iteration: number): Promise<void> {
  for (const later of (await listCheckpoints(folder)).filter((one) => one.iteration > iteration)) {
    await rm(join(folder, `${baseName(later.iteration)}.json`), { force: true });
    await rm(join(folder, `${baseName(later.iteration)}.safetensors`), { force: true });
  }
}

/** Reads a checkpoint and checks its length and sha256 against the manifest. Throws FileError. */
export async function loadCheckpoint(folder: string, manifest: CheckpointManifest): Promise<Checkpoint> {
  const path = join(folder, manifest.file);
  const bytes = await readFile(path).catch((error: unknown) => {
    throw asFileError(path, error);
  });
  const fix = 'Use the checkpoint before it.';
  if (bytes.length !== manifest.bytes)
    throw new FileError(path, 'size', `${bytes.length} bytes, the manifest says ${manifest.bytes}.`, fix);
  if (createHash('sha256').update(bytes).digest('hex') !== manifest.sha256)
    throw new FileError(path, 'sha256', 'the content was changed.', fix);
  try {
    return { iteration: manifest.iteration, tensors: decodeSafetensors(bytes).tensors, state: manifest.state };
  } catch (error) {
    throw new FileError(path, 'content', `${error instanceof Error ? error.message : String(error)}.`, fix, { cause: error });
  }
}
