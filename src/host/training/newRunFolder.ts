import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Uri } from 'vscode';
import { homeOf } from '../support/folders';
import { settings } from '../support/settings';

/** A run directory that does not exist yet: its name sorts by time and says what it was. */
export function newRunFolder(source: Uri, name: string): string {
  const time = new Date().toISOString().slice(0, 19).replace('T', '-').replaceAll(':', '');
  const base = join(resolve(homeOf(source), settings.runsFolder(source)), `${time}-${name.replace(/[^\w.-]+/g, '-')}`);
  let folder = base;
  // Queued runs of one second get numbers.
  for (let number = 2; existsSync(folder) || taken.has(folder); number++) folder = `${base}-${number}`;
  taken.add(folder);
  return folder;
}

/** Promised to jobs that wait and have not made theirs yet. */
const taken = new Set<string>();
