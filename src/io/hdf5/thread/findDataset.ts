import { FileError } from '../../fileError';
import type { Dataset, File, H5Module } from './library';

/** A data set by its key. Throws FileError that lists what the file holds. */
export function findDataset(path: string, file: File, module: H5Module, key: string): Dataset {
  const missing = (problem: string): FileError => {
    const names = file.keys().slice(0, 8).join(', ');
    return new FileError(path, key, problem, `The file holds: ${names}. Name the right key in the data settings.`);
  };
  if (!file.keys().includes(key)) throw missing('there is no such data set.');
  // Only what lies in this very file: a soft or external link is another name for something else.
  if (file.get_link(key) !== null) throw missing('this is a link.');
  if (file.get_type(key) !== module.H5G_DATASET) throw missing('this is not a data set.');
  return file.get(key) as Dataset;
}
