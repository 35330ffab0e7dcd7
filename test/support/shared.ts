import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Folder of fixtures and data beside the repository, or the one LLMSEGNET_SHARED names. */
const folder = resolve(process.env['LLMSEGNET_SHARED'] ?? join(import.meta.dirname, '..', '..', '..', 'shared'));

/** Path of something in the shared folder, or null when it is missing (then skip the case and say so). */
export function shared(...parts: string[]): string | null {
  const path = join(folder, ...parts);
  return existsSync(path) ? path : null;
}

export const MISSING = '(skipped: the shared folder is missing; set LLMSEGNET_SHARED)';
