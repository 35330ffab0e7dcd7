import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { effectiveState, readRunRecord } from '../../io/run/runDirectory';
import type { MaskChoice, RunEntry, ViewChoice } from '../../protocol/viewer';
import type { RunSettings } from './runSettings';
import { runSettingsOf } from './runSettings';

/** A run directory as the viewer knows it. */
export interface KnownRun {
  readonly path: string;
  readonly entry: RunEntry;
  readonly settings: RunSettings;
}

const MASK = /^(.{1,200})\.([A-Za-z0-9-]{1,40})\.nii\.gz$/;

/** What predictions/ of a run holds, newest iteration first; files of other names are passed over. */
async function listPredictions(run: string): Promise<RunEntry['predictions']> {
  const folder = join(run, 'predictions');
  const iterations = (await readdir(folder).catch(() => [])).filter((name) => /^\d{1,9}$/.test(name));
  const found = await Promise.all(
    iterations.map(async (name) => {
      const masks = (await readdir(join(folder, name)).catch(() => []))
        .map((file) => MASK.exec(file))
        .filter((match) => match !== null);
      const unique = (place: 1 | 2): string[] => [...new Set(masks.map((match) => match[place] ?? ''))].sort();
      return { iteration: Number(name), models: unique(2), cases: unique(1) };
    }),
  );
  return found.filter(({ cases }) => cases.length > 0).sort((a, b) => b.iteration - a.iteration);
}

/** Throws FileError when the folder is no run. */
async function describe(path: string): Promise<KnownRun> {
  const record = await readRunRecord(path);
  const settings = runSettingsOf(record);
  const predictions = await listPredictions(path);
  const listed = new Set(settings.cases.map(({ id }) => id));
  const more = [...new Set(predictions.flatMap(({ cases }) => cases))].filter((id) => !listed.has(id));
  const cases = [...settings.cases, ...more.map((id) => ({ id, role: 'other' }))];
  return {
    path,
    settings,
    entry: { key: basename(path), name: record.name, state: effectiveState(record), cases, predictions },
  };
}

/** The runs at these paths by the keys that the page knows them by; `log` is told of folders that are none. */
export async function readCatalogue(paths: readonly string[], log: (line: string) => void): Promise<Map<string, KnownRun>> {
  const known = new Map<string, KnownRun>();
  for (const path of paths) {
    const run = await describe(path).catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
    if (!run) continue;
    let key = run.entry.key;
    for (let copy = 2; known.has(key); copy++) key = `${run.entry.key} (${copy})`;
    known.set(key, { ...run, entry: { ...run.entry, key } });
  }
  return known;
}

/** The newest masks of a run, A against B where there are both, on `caseId` or the first case that has them; null without a case. */
export function newestChoice({ entry }: KnownRun, caseId?: string): ViewChoice | null {
  const { key, cases, predictions } = entry;
  const made = predictions.find((one) => caseId === undefined || one.cases.includes(caseId)) ?? predictions[0];
  const id = caseId ?? cases.find((one) => made?.cases.includes(one.id))?.id ?? cases[0]?.id;
  if (id === undefined) return null;
  const models = made?.models ?? [];
  const mask = (model: string): MaskChoice => ({ run: key, model, iteration: made?.iteration ?? 0 });
  const first = models.find((model) => model !== 'mean') ?? models[0] ?? 'A';
  const second = models.find((model) => model !== 'mean' && model !== first);
  return { run: key, caseId: id, first: mask(first), second: second === undefined ? null : mask(second) };
}

/** The same case with masks newer than what is shown, if that was the newest of `before`; null otherwise. */
export function newerChoice(shown: ViewChoice, { entry }: KnownRun, before: KnownRun | undefined): ViewChoice | null {
  const { first, second } = shown;
  const was = before?.entry.predictions[0]?.iteration;
  const made = entry.predictions.find(({ cases }) => cases.includes(shown.caseId));
  if (made === undefined || made.iteration <= first.iteration || (was !== undefined && first.iteration !== was)) return null;
  const newer = (mask: MaskChoice): MaskChoice => (mask.run === entry.key ? { ...mask, iteration: made.iteration } : mask);
  return { ...shown, first: newer(first), second: second === null ? null : newer(second) };
}
