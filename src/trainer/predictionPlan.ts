import { access, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError } from '../io/fileError';
import { formatOf, splitName } from '../io/formats/registry';
import { entriesOf } from '../io/layouts/entries';
import { groupModalities } from '../io/layouts/modalities';
import { recognise } from '../io/layouts/registry';

/** One volume to segment. */
export interface PredictionJob {
  /** As it was named. */
  readonly file: string;
  /** Its files, one a channel where each has its own. */
  readonly images: readonly [string, ...string[]];
  /** Output files by model, and of the probability. */
  readonly outputs: ReadonlyMap<string, string>;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** case_0000.nii.gz stands for all channels of its image (nnU-Net) where models take several and the others lie beside it. */
async function imagesOf(file: string, channels: number): Promise<{ stem: string; images: PredictionJob['images'] }> {
  formatOf(file);
  const name = basename(file);
  const stem = splitName(name)?.stem ?? name;
  const first = /^(.+)_0000$/.exec(stem)?.[1];
  if (channels === 1 || first === undefined) return { stem, images: [file] };
  const others = Array.from({ length: channels - 1 }, (_, index) => {
    const channel = String(index + 1).padStart(4, '0');
    return join(dirname(file), `${first}_${channel}${name.slice(stem.length)}`);
  });
  const there = await Promise.all(others.map(exists));
  const missing = others[there.indexOf(false)];
  if (missing === undefined) return { stem: first, images: [file, ...others] };
  // A file with a fourth axis may be called like that, too: whether it has all channels shows when it is read.
  if (!there.includes(true)) return { stem, images: [file] };
  throw new FileError(
    missing,
    'channel',
    'the file of this channel is missing.',
    `Add it: the models take ${channels} channels.`,
  );
}

/** A volume that was named, or one of a folder that was. */
interface Input {
  readonly file: string;
  readonly stem: string;
  readonly images: PredictionJob['images'];
}

/** The images of a folder: of a data set, laid out in any of the known ways, or simply all volumes in it. Throws FileError. */
async function inputsOfFolder(folder: string, channels: number): Promise<Input[]> {
  const known = await recognise(folder, 'auto').catch((error: unknown) => {
    if (error instanceof FileError) return null;
    throw error;
  });
  if (known !== null && known.cases.size > 0)
    return [...known.cases.values()].map(({ id, image, otherChannels = [] }) => ({
      file: image,
      stem: id,
      images: [image, ...otherChannels],
    }));
  const files = (await entriesOf(folder))?.files ?? [];
  if (files.length === 0)
    throw new FileError(folder, 'folder', 'there are no volumes in it.', 'Name files, or a folder of them.');
  const { images, channelNames } = groupModalities(folder, files, new Map());
  if (channels > 1 && channelNames.length > 0)
    return images.map(([stem, first, others = []]) => ({ file: first, stem, images: [first, ...others] }));
  // The first channel stands for the others.
  const firsts = channels === 1 ? files : files.filter(({ stem }) => !/_(?!0000)\d{4}$/.test(stem));
  return Promise.all(firsts.map(async ({ path }) => ({ file: path, ...(await imagesOf(path, channels)) })));
}

async function inputsOf(named: string, channels: number): Promise<Input[]> {
  const isFolder = await stat(named).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? inputsOfFolder(named, channels) : [{ file: named, ...(await imagesOf(named, channels)) }];
}

/** Where everything will go; refused before any work where a file is there already or two volumes would share one. Throws FileError. */
export async function planPrediction(
  volumes: readonly string[],
  names: readonly string[],
  { out, force, channels }: { readonly out: string; readonly force: boolean; readonly channels: number },
): Promise<PredictionJob[]> {
  const taken = new Set<string>();
  const jobs: PredictionJob[] = [];
  const inputs = (await Promise.all(volumes.map((named) => inputsOf(named, channels)))).flat();
  for (const { file, stem, images } of inputs) {
    if (taken.has(stem)) throw new FileError(file, 'name', `another volume is called ${stem}.`, 'Predict them into two folders.');
    taken.add(stem);
    jobs.push({ file, images, outputs: new Map(names.map((name) => [name, join(out, `${stem}.${name}.nii.gz`)])) });
  }
  if (force) return jobs;
  for (const path of jobs.flatMap(({ outputs }) => [...outputs.values()])) {
    if (await exists(path))
      throw new FileError(path, 'file', 'it is there already.', 'Choose another --out, or replace with --force.');
  }
  return jobs;
}
