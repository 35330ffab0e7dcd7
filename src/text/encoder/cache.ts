import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { hubId, KNOWN_MODELS } from './names';

/** Written last into a fetched model's folder: without it the folder is not whole. */
export const MANIFEST = 'llm-segnet.json';

/** Where fetched models are kept: LLMSEGNET_MODELS, else a folder in the user's cache. */
export function modelCache(environment: NodeJS.ProcessEnv): string {
  const cache = environment['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return environment['LLMSEGNET_MODELS'] || join(cache, 'llm-segnet', 'models');
}

/** Folder of a hub model, fetched or not. */
export function hubFolder(id: string, cache: string): string {
  return join(cache, id.replace('/', '--'));
}

export const isFolder = (name: string): boolean => existsSync(name) && statSync(name).isDirectory();

/** A download that somebody has to agree to. */
export interface MissingModel {
  readonly id: string;
  /** Where it would be kept. */
  readonly folder: string;
  /** Roughly; null where it is not known. */
  readonly megabytes: number | null;
}

/** What would have to be fetched to use a model, or null when it is on this machine, or is nothing that can be fetched. */
export function missingModel(name: string, cache: string): MissingModel | null {
  const id = isFolder(name) ? null : hubId(name);
  if (id === null) return null;
  const folder = hubFolder(id, cache);
  if (existsSync(join(folder, MANIFEST))) return null;
  return { id, folder, megabytes: Object.values(KNOWN_MODELS).find((known) => known.id === id)?.megabytes ?? null };
}
