import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

function deviceOf(path: string): number | null {
  try {
    return statSync(path).dev;
  } catch {
    return null;
  }
}

/** Where the disk that holds a path is mounted, so that a message can name it; the path itself need not exist. Never throws. */
export function diskOf(path: string): string {
  let place = resolve(path);
  while (deviceOf(place) === null && dirname(place) !== place) place = dirname(place);
  const device = deviceOf(place);
  while (dirname(place) !== place && deviceOf(dirname(place)) === device) place = dirname(place);
  return place;
}
