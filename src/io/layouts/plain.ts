import { join } from 'node:path';
import { groupChannels } from './channels';
import type { VolumeFile } from './entries';
import { entriesOf, pair } from './entries';
import type { Layout, Listing } from './types';

const IMAGE_FOLDERS = ['images', 'image', 'imgs'];
const LABEL_FOLDERS = ['labels', 'label', 'masks', 'segmentations'];
const LABEL_ENDING = /[_-](label|labels|seg|segmentation|mask|gt)$/i;
const IMAGE_ENDING = /[_-](image|img|volume|ct|mr|mri|t1|t2|flair)$/i;

async function firstOf(folder: string, names: readonly string[]): Promise<readonly VolumeFile[] | null> {
  for (const name of names) {
    const found = await entriesOf(join(folder, name));
    if (found !== null) return found.files;
  }
  return null;
}

/** Ids of stems, without an ending that says what the file is (case_image, case_seg). */
function byId(files: readonly VolumeFile[], ending: RegExp): [string, string][] {
  return files.map(({ stem, path }) => [stem.replace(ending, ''), path]);
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
  return pair(byId(images, IMAGE_ENDING), new Map(byId(labels ?? [], LABEL_ENDING)));
}

async function sideBySide(folder: string): Promise<Listing | null> {
  const files = ((await entriesOf(folder))?.files ?? []).filter(({ holdsBoth }) => !holdsBoth);
  const labels = files.filter(({ stem }) => LABEL_ENDING.test(stem));
  if (labels.length === 0) return null;
  const images = files.filter(({ stem }) => !LABEL_ENDING.test(stem));
  return pair(byId(images, IMAGE_ENDING), new Map(byId(labels, LABEL_ENDING)));
}

/** Two folders, or images and labels side by side told apart by the endings of their names. */
export const plain: Layout = {
  id: 'folder',
  describe: 'images/ and labels/, or files such as case_image.nii.gz and case_label.nii.gz (or case_seg.nii.gz)',
  list: async (folder) => (await inTwoFolders(folder)) ?? (await sideBySide(folder)),
};
