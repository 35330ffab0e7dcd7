import { FileError } from '../fileError';
import type { FoundImage } from './channels';
import type { VolumeFile } from './entries';

/**
 * What names of images end in (case_t1.nii.gz, case-t2f.nii.gz), in the order in which their files become channels: BraTS 2023, BraTS
 * before it, others.
 */
const MODALITIES = 't1n t1c t2w t2f t1 t1w t1ce t1gd t2 flair pd pdw dwi adc swi ct cta pet'.split(' ');
/** Endings that say that it is an image, and no more. */
const PLAIN = 'image img volume mr mri'.split(' ');
const ENDING = new RegExp(`^(.+)[_-](${[...MODALITIES, ...PLAIN].join('|')})$`, 'i');

interface Ended {
  readonly file: VolumeFile;
  readonly id: string;
  /** Lower case; '' without a known ending. */
  readonly ending: string;
}

/** A name that a label has as well is a case's own, whatever it ends in. */
function endedOf(file: VolumeFile, labels: ReadonlyMap<string, string>): Ended {
  const [, id, ending] = labels.has(file.stem) ? [] : (ENDING.exec(file.stem) ?? []);
  return id === undefined || ending === undefined
    ? { file, id: file.stem, ending: '' }
    : { file, id, ending: ending.toLowerCase() };
}

const rankOf = ({ ending }: Ended): number => MODALITIES.indexOf(ending);

function groupById(files: readonly Ended[]): Map<string, Ended[]> {
  const groups = new Map<string, Ended[]>();
  for (const one of files) {
    const group = groups.get(one.id);
    if (group === undefined) groups.set(one.id, [one]);
    else group.push(one);
  }
  return groups;
}

export interface Modalities {
  readonly images: readonly FoundImage[];
  /** What the channels show, in order; empty where images have one file each. */
  readonly channelNames: readonly string[];
}

/**
 * The images of a folder by their cases. Files of one case that end in different modalities are its channels: another case, or another
 * patient, they never become. Throws FileError where a case lacks one that others have.
 */
export function groupModalities(folder: string, files: readonly VolumeFile[], labels: ReadonlyMap<string, string>): Modalities {
  const groups = [...groupById(files.map((file) => endedOf(file, labels)))].map(
    ([id, group]) => [id, [...group].sort((a, b) => rankOf(a) - rankOf(b))] as const,
  );
  const several = groups.filter(([, group]) => group.length > 1 && group.every((one) => rankOf(one) >= 0));
  if (several.length === 0)
    return {
      images: groups.flatMap(([id, group]) => group.map(({ file }): FoundImage => [id, file.path])),
      channelNames: [],
    };
  const channelNames = MODALITIES.filter((name) => several.some(([, group]) => group.some(({ ending }) => ending === name)));
  for (const [id, group] of groups) {
    const missing = channelNames.find((name) => group.every(({ ending }) => ending !== name));
    if (missing !== undefined)
      throw new FileError(
        folder,
        id,
        `it has no ${missing}, and other cases have ${channelNames.join(', ')}: the channels of one image.`,
        'Add the file that is missing, or move the case elsewhere.',
      );
  }
  const images = groups.map(
    ([id, [first, ...others]]): FoundImage => [id, first?.file.path ?? '', others.map(({ file }) => file.path)],
  );
  return { images, channelNames };
}
