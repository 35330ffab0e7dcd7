import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/** Whether an existing path, links followed, is one of the folders or lies inside one. */
export async function isInside(path: string, folders: readonly string[]): Promise<boolean> {
  const real = await realpath(path).catch(() => null);
  if (real === null) return false;
  for (const folder of folders) {
    const root = await realpath(resolve(folder)).catch(() => null);
    if (root !== null && (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep))) return true;
  }
  return false;
}
