import { FileError } from '../fileError';
import type { VolumeFile } from './entries';

/** An image as a layout found it: its case, its first file, and those of its other channels. */
export type FoundImage = readonly [id: string, path: string, otherChannels?: readonly string[]];

function channelOf(stem: string): { readonly id: string; readonly channel: number } | null {
  const match = /^(.+)_(\d{4})$/.exec(stem);
  return match === null ? null : { id: match[1] as string, channel: Number(match[2]) };
}

/**
 * Whether names end in a channel as nnU-Net writes them (case_0000.nii.gz with the label case.nii.gz), which only the labels can tell:
 * patient_0001 with a label patient_0001 is a case.
 */
function endInChannels(files: readonly VolumeFile[], labels: ReadonlyMap<string, string>): boolean {
  if (files.some(({ stem }) => labels.has(stem))) return false;
  return files.some(({ stem }) => labels.has(channelOf(stem)?.id ?? ''));
}

/** The images of a folder, the files of one image's channels together. Throws FileError when one of them is missing. */
export function groupChannels(files: readonly VolumeFile[], labels: ReadonlyMap<string, string>): FoundImage[] {
  if (!endInChannels(files, labels)) return files.map(({ stem, path }) => [stem, path]);
  const groups = new Map<string, string[]>();
  for (const { stem, path } of files) {
    const { id, channel } = channelOf(stem) ?? { id: stem, channel: 0 };
    const paths = groups.get(id) ?? [];
    // Files come sorted by name, so the channels of one image come in order.
    if (channel !== paths.length)
      throw new FileError(
        path,
        'channel',
        `channel ${String(paths.length).padStart(4, '0')} of ${id} is missing.`,
        'Add its file: channels count from _0000.',
      );
    groups.set(id, [...paths, path]);
  }
  return [...groups].map(([id, [first = '', ...others]]) => (others.length === 0 ? [id, first] : [id, first, others]));
}
