import { access } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { FileError } from '../io/fileError';
import { formatOf, splitName } from '../io/formats/registry';

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

/** Where everything will go; refused before any work where a file is there already or two volumes would share one. Throws FileError. */
export async function planPrediction(
  volumes: readonly string[],
  names: readonly string[],
  { out, force, channels }: { readonly out: string; readonly force: boolean; readonly channels: number },
): Promise<PredictionJob[]> {
  const taken = new Set<string>();
  const jobs: PredictionJob[] = [];
  for (const file of volumes) {
    const { stem, images } = await imagesOf(file, channels);
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
