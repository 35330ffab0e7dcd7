import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { asFileError, systemCode } from '../fileError';
import { runPaths } from './runDirectory';

/** What a killed writer left in a run directory and nobody will ever read. */
export interface Leftovers {
  readonly files: readonly string[];
  readonly bytes: number;
}

/** Names of writeFileAtomic's temporary files. */
const TEMPORARY = /^\.\d+-[0-9a-f]{16}\.tmp$/;
/** Requests come from processes that do not hold the run: what they write now is no leftover. */
const REQUEST_SECONDS = 60;

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder, { recursive: true }).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') return [];
    throw asFileError(folder, error);
  });
}

/** Models of checkpoints that have no manifest: written, and not known to be whole. */
async function orphans(folder: string): Promise<string[]> {
  const names = new Set(await namesIn(folder));
  return [...names]
    .filter((name) => /^iteration-\d+\.safetensors$/.test(name) && !names.has(name.replace(/safetensors$/, 'json')))
    .map((name) => join(folder, name));
}

/** Finds and removes what killed writers left in a run that the caller holds. Throws FileError. */
export async function removeLeftovers(run: string): Promise<Leftovers> {
  const control = runPaths.control(run);
  const temporary = (await namesIn(run)).filter((name) => TEMPORARY.test(name.split(/[\\/]/).at(-1) ?? ''));
  const candidates = [...temporary.map((name) => join(run, name)), ...(await orphans(runPaths.checkpoints(run)))];
  const files: string[] = [];
  let bytes = 0;
  for (const file of candidates) {
    const found = await stat(file).catch(() => null);
    if (found === null || !found.isFile()) continue;
    if (file.startsWith(control) && Date.now() - found.mtimeMs < REQUEST_SECONDS * 1000) continue;
    await rm(file, { force: true }).catch((error: unknown) => {
      throw asFileError(file, error);
    });
    files.push(file);
    bytes += found.size;
  }
  return { files, bytes };
}

/** '2 files, 3.1 MB' */
export function describeLeftovers({ files, bytes }: Leftovers): string {
  const size = bytes < 1e3 ? `${bytes} bytes` : bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
  return `${files.length} ${files.length === 1 ? 'file' : 'files'}, ${size}`;
}
