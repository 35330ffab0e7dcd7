import { realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, resolve } from 'node:path';
import { phantomId } from '../../core/phantom/phantom';
import { checkCaseId } from '../../io/caseName';
import { FileError } from '../../io/fileError';
import { recognise } from '../../io/layouts/registry';
import { runPaths } from '../../io/run/runDirectory';
import type { MaskChoice, ViewChoice, ViewLayer } from '../../protocol/viewer';
import { isInside } from './allowedPaths';
import type { RunSettings } from './runSettings';
import type { LayerRequest } from './worker/messages';

/** What decides which files may be read. */
export interface Permissions {
  /** Folders of the workspace. */
  readonly roots: readonly string[];
  /** Asks the user about a data folder outside them; remembers the answer. */
  readonly allow: (folder: string) => Promise<boolean>;
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The run's data folder. A relative one starts where the run was made: beside `runs`, or in a folder of the workspace. */
async function dataFolder(run: string, settings: RunSettings, { roots, allow }: Permissions): Promise<string> {
  const named = settings.folder;
  const record = runPaths.record(run);
  if (named === null)
    throw new FileError(record, 'data', 'the run does not name its data folder.', 'Was it written by another version?');
  const bases = [dirname(dirname(run)), dirname(run), ...roots];
  const candidates = isAbsolute(named) ? [named] : [...new Set(bases.map((base) => resolve(base, named)))];
  for (const folder of candidates) {
    if (!(await isFolder(folder))) continue;
    if ((await isInside(folder, roots)) || (await allow(folder))) return folder;
    throw new FileError(
      record,
      'data',
      `${folder} lies outside the workspace and was not allowed.`,
      'Open it as a folder of the workspace.',
    );
  }
  throw new FileError(
    record,
    'data',
    `the data folder ${named} is not there.`,
    'Open the folder that holds it in the workspace.',
  );
}

/** A link inside the data folder must not lead out of it, unless the run says so and the user agrees to the place. */
async function isAllowed(path: string, folder: string, { links }: RunSettings, permissions: Permissions): Promise<boolean> {
  if (await isInside(path, [folder])) return true;
  if (links !== 'anywhere') return false;
  const target = dirname(await realpath(path).catch(() => path));
  return (await isInside(target, permissions.roots)) || permissions.allow(target);
}

async function imageAndTruth(run: string, id: string, settings: RunSettings, permissions: Permissions): Promise<LayerRequest[]> {
  if (settings.phantom !== null) {
    const { cases } = settings.phantom;
    const index = Array.from({ length: Math.min(cases, 10_000) }, (_, place) => phantomId(place)).indexOf(id);
    if (index < 0) throw new FileError(runPaths.record(run), 'data', `there is no phantom case ${id}.`, 'Choose another case.');
    const part = (which: 'image' | 'label') =>
      ({ kind: 'phantom', index, options: settings.phantom, part: which }) as LayerRequest['source'];
    return [
      { layer: 'image', source: part('image') },
      { layer: 'truth', source: part('label') },
    ];
  }
  const folder = await dataFolder(run, settings, permissions);
  const files = (await recognise(folder, settings.format)).cases.get(id);
  if (files === undefined)
    throw new FileError(folder, id, 'there is no image of this case.', 'Put it back, or choose another case.');
  if (!(await isAllowed(files.image, folder, settings, permissions)))
    throw new FileError(
      files.image,
      'file',
      'the link leads out of the data folder.',
      "Put the file itself there, or allow such links in the experiment (data.links 'anywhere') and here.",
    );
  const source = (path: string) => ({ kind: 'file', path, settings: settings.files }) as const;
  const image: LayerRequest = { layer: 'image', source: source(files.image) };
  if (files.label === undefined || !(await isAllowed(files.label, folder, settings, permissions))) return [image];
  return [image, { layer: 'truth', source: source(files.label), classes: settings.labels }];
}

async function mask(
  layer: ViewLayer,
  run: string,
  id: string,
  { model, iteration }: Omit<MaskChoice, 'run'>,
): Promise<LayerRequest[]> {
  if (!/^[A-Za-z0-9-]{1,40}$/.test(model)) return [];
  const path = runPaths.mask(run, iteration, id, model);
  return (await isFile(path)) && (await isInside(path, [run])) ? [{ layer, source: { kind: 'file', path } }] : [];
}

/** Where every layer of a choice comes from; masks that are not there are left out. Throws FileError. */
export async function layersOf(
  choice: ViewChoice,
  pathOf: (key: string) => string | null,
  settings: RunSettings,
  permissions: Permissions,
): Promise<LayerRequest[]> {
  const run = pathOf(choice.run);
  if (run === null) throw new FileError('viewer', 'run', 'that run is no longer there.', 'Choose another one.');
  const id = checkCaseId(choice.caseId, runPaths.record(run), 0);
  const own = async (layer: ViewLayer, which: MaskChoice | null): Promise<LayerRequest[]> => {
    const path = which === null ? null : pathOf(which.run);
    return which === null || path === null ? [] : mask(layer, path, id, which);
  };
  const showsMean = choice.first.model === 'mean' || choice.second?.model === 'mean' || choice.second?.run !== choice.first.run;
  return [
    ...(await imageAndTruth(run, id, settings, permissions)),
    ...(await own('first', choice.first)),
    ...(await own('second', choice.second)),
    ...(showsMean ? [] : await own('mean', { ...choice.first, model: 'mean' })),
  ];
}
