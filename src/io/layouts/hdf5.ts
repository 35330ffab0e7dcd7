import { join } from 'node:path';
import { entriesOf, pair } from './entries';
import type { Layout } from './types';

/** Where the volumes may lie below the data folder; the folder itself first. */
const PLACES = ['', 'volumes', 'data', 'h5'];
/** Sub-folders looked into; far more cases than any data set of this field has. */
const MOST_FOLDERS = 20_000;

/** <case>.h5, or <case>/<any>.h5 as the left-atrium data are distributed (mri_norm2.h5): the folder then names the case. */
async function volumesIn(place: string): Promise<[string, string][]> {
  const entries = await entriesOf(place);
  if (entries === null) return [];
  const own = entries.files.filter(({ holdsBoth }) => holdsBoth).map(({ stem, path }): [string, string] => [stem, path]);
  if (own.length > 0) return own;
  const found: [string, string][] = [];
  // A folder of volumes with a single one in it is no case called 'volumes'.
  for (const name of entries.others.filter((one) => !PLACES.includes(one)).slice(0, MOST_FOLDERS)) {
    const inside = (await entriesOf(join(place, name)))?.files.filter(({ holdsBoth }) => holdsBoth) ?? [];
    const [only] = inside;
    if (only !== undefined && inside.length === 1) found.push([name.normalize('NFC'), only.path]);
  }
  return found;
}

/** One HDF5 file a case, image and label in it. Whether the label is there shows when the file is read. */
export const hdf5: Layout = {
  id: 'hdf5',
  describe: '<case>.h5 or <case>/<name>.h5, also inside volumes/ or data/ (data sets image and label)',
  async list(folder) {
    for (const place of PLACES) {
      const volumes = await volumesIn(join(folder, place));
      if (volumes.length > 0) return pair(volumes, new Map(volumes));
    }
    return null;
  },
};
