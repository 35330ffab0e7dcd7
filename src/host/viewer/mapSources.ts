import { stat } from 'node:fs/promises';
import { runPaths } from '../../io/run/runDirectory';
import type { MapLayer, MaskChoice, ViewChoice } from '../../protocol/viewer';
import { isInside } from './allowedPaths';
import type { RunSettings } from './runSettings';
import type { MapRequest } from './worker/messages';

/** A run as far as its probabilities need it. */
export interface MapRun {
  readonly path: string;
  readonly settings: Pick<RunSettings, 'classes' | 'thresholds'>;
}

async function isFileOf(run: string, path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isFile() === true && (await isInside(path, [run]));
}

async function filesOf({ path, settings }: MapRun, caseId: string, { model, iteration }: MaskChoice): Promise<string[] | null> {
  if (!/^[A-Za-z0-9-]{1,40}$/.test(model)) return null;
  const labels = Array.from({ length: settings.classes - 1 }, (_, index) => index + 1);
  const files = labels.map((label) => runPaths.probability(path, iteration, caseId, model, label));
  for (const file of files) if (!(await isFileOf(path, file))) return null;
  return files;
}

/** Saved probabilities of the two masks of a choice; a model that has not every class is left out. `caseId` must have been checked. */
export async function mapsOf(
  { caseId, first, second }: ViewChoice,
  runOf: (key: string) => MapRun | null,
): Promise<MapRequest[]> {
  const found: MapRequest[] = [];
  for (const [of, mask] of [
    ['first', first],
    ['second', second],
  ] as const) {
    const run = mask === null ? null : runOf(mask.run);
    const files = mask === null || run === null ? null : await filesOf(run, caseId, mask);
    if (run !== null && files !== null) found.push({ of, files, thresholds: run.settings.thresholds });
  }
  return found;
}

/** The panels that these make possible. */
export function mapLayersOf(maps: readonly MapRequest[]): MapLayer[] {
  const layers = maps.flatMap(({ of, thresholds }): MapLayer[] =>
    thresholds === null ? [`${of}-probability`] : [`${of}-probability`, `${of}-regions`],
  );
  return maps.length === 0 ? [] : [...layers, 'uncertainty'];
}
