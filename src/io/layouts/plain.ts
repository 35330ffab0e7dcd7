import { join } from 'node:path';
import { groupChannels } from './channels';
import type { VolumeFile } from './entries';
import { entriesOf, pair } from './entries';
import { groupModalities } from './modalities';
import type { Layout, Listing } from './types';

const IMAGE_FOLDERS = ['images', 'image', 'imgs'];
const LABEL_FOLDERS = ['labels', 'label', 'masks', 'segmentations'];
const LABEL_ENDING = /[_-](label|labels|seg|segmentation|mask|gt)$/i;
/** Sub-folders looked into; far more cases than any data set of this field has. */
const MOST_FOLDERS = 20_000;

async function firstOf(folder: string, names: readonly string[]): Promise<readonly VolumeFile[] | null> {
  for (const name of names) {
    const found = await entriesOf(join(folder, name));
    if (found !== null) return found.files;
  }
  return null;
}

/** Labels by the ids of their stems, without an ending that says what the file is (case_seg). */
function labelsById(files: readonly VolumeFile[]): Map<string, string> {
  return new Map(files.map(({ stem, path }) => [stem.replace(LABEL_ENDING, ''), path]));
}

/** Images and labels that are told apart by the endings of their names; several modalities of a case are its channels. */
function byEndings(folder: string, images: readonly VolumeFile[], labels: readonly VolumeFile[]): Listing {
  const found = labelsById(labels);
  const { images: grouped, channelNames } = groupModalities(folder, images, found);
  return { ...pair(grouped, found), channelNames };
}

async function inTwoFolders(folder: string): Promise<Listing | null> {
  const images = await firstOf(folder, IMAGE_FOLDERS);
  if (images === null) return null;
  const labels = await firstOf(folder, LABEL_FOLDERS);
  const exact = new Map((labels ?? []).map(({ stem, path }) => [stem, path]));
  const grouped = groupChannels(images, exact);
  if (grouped.some(([id]) => exact.has(id)) && !images.some(({ stem }) => exact.has(stem))) return pair(grouped, exact);
  if (images.some(({ stem }) => exact.has(stem)) || images.every(({ holdsBoth }) => holdsBoth))
    return pair(
      images.map(({ stem, path, holdsBoth }): [string, string] => {
        if (holdsBoth) exact.set(stem, path);
        return [stem, path];
      }),
      exact,
    );
  return byEndings(folder, images, labels ?? []);
}

/** The folder's own files, or, as BraTS is distributed, those of its sub-folders, one a case. */
async function filesOf(folder: string): Promise<VolumeFile[]> {
  const entries = await entriesOf(folder);
  const own = (entries?.files ?? []).filter(({ holdsBoth }) => !holdsBoth);
  if (entries === null || own.length > 0) return own;
  const inside: VolumeFile[] = [];
  for (const name of entries.others.slice(0, MOST_FOLDERS)) {
    const files = (await entriesOf(join(folder, name)))?.files ?? [];
    inside.push(...files.filter(({ holdsBoth, stem }) => !holdsBoth && stem.startsWith(name)));
  }
  return inside;
}

async function sideBySide(folder: string): Promise<Listing | null> {
  const files = await filesOf(folder);
  const labels = files.filter(({ stem }) => LABEL_ENDING.test(stem));
  if (labels.length === 0) return null;
  return byEndings(
    folder,
    files.filter(({ stem }) => !LABEL_ENDING.test(stem)),
    labels,
  );
}

/** Two folders, or images and labels side by side told apart by the endings of their names. */
export const plain: Layout = {
  id: 'folder',
  describe:
    'images/ and labels/, or files such as case_image.nii.gz and case_label.nii.gz (or case_seg.nii.gz; case_t1, case_t2 ... are channels)',
  list: async (folder) => (await inTwoFolders(folder)) ?? (await sideBySide(folder)),
};
