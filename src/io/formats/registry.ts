import { FileError } from '../fileError';
import { DEFAULT_LIMITS } from '../nifti/limits';
import { foreignFormat } from './foreign';
import { hdf5Format } from './hdf5';
import { niftiFormat } from './nifti';
import type { ReadOptions, VolumeFormat } from './types';

/** Every format of volumes that can be read: a new one is one file and one line here. */
export const formats: readonly VolumeFormat[] = [niftiFormat, hdf5Format];

/** Endings of all files that can be read as volumes. */
export const readableEndings: readonly string[] = formats.flatMap(({ extensions }) => extensions);

export const DEFAULT_READ: ReadOptions = {
  limits: DEFAULT_LIMITS,
  keys: { image: 'image', label: 'label' },
  axes: 'xyz',
  spacing: null,
};

function endingOf(name: string, { extensions }: VolumeFormat): string | undefined {
  const lower = name.toLowerCase();
  return extensions.find((ending) => lower.endsWith(ending));
}

/** The format whose ending a file name has, and the name without it; null for anything else. */
export function splitName(name: string): { format: VolumeFormat; stem: string } | null {
  for (const format of formats) {
    const ending = endingOf(name, format);
    if (ending !== undefined && name.length > ending.length) return { format, stem: name.slice(0, -ending.length) };
  }
  return null;
}

/** The format of a file by its name. Throws FileError that lists what can be read. */
export function formatOf(path: string): VolumeFormat {
  const found = splitName(path);
  if (found !== null) return found.format;
  const other = foreignFormat(path);
  if (other !== null) throw new FileError(path, 'format', `${other.name} is not read.`, other.convert);
  const known = readableEndings.join(', ');
  throw new FileError(path, 'name', 'no format of volumes has this ending.', `Name a file that ends in one of ${known}.`);
}

/** Whether a file can be read as a volume, by its name. */
export function isVolumeName(name: string): boolean {
  return splitName(name) !== null;
}

/** Endings of files that are one volume each, which the editor opens alone. */
export const volumeEndings: readonly string[] = formats
  .filter(({ opensAlone }) => opensAlone)
  .flatMap(({ extensions }) => extensions);
