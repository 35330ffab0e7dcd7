import { join } from 'node:path';
import { FileError } from '../fileError';
import { entriesIn, findForeign, foreignFormat } from '../formats/foreign';
import { hdf5 } from './hdf5';
import { msd } from './msd';
import { plain } from './plain';
import type { Layout, Listing } from './types';

/** In the order in which 'auto' tries them. */
const layouts: readonly Layout[] = [msd, plain, hdf5];

/** Folders looked into for volumes of other formats; a folder a case is a layout of its own. */
const MOST_FOLDERS = 20;

export type LayoutChoice = 'auto' | Layout['id'];

type Recognised = Listing & { readonly layout: Layout };

/** Volumes of other formats in a folder and the folders in it: whoever counts cases must hear why one is missing. */
async function foreignVolumes(folder: string): Promise<string[]> {
  const entries = await entriesIn(folder);
  const inside = entries.filter((entry) => entry.isDirectory()).slice(0, MOST_FOLDERS);
  const places = [folder, ...inside.map(({ name }) => join(folder, name))];
  const found: string[] = [];
  for (const place of places) {
    const files = place === folder ? entries : await entriesIn(place);
    for (const { name } of files) {
      const format = foreignFormat(name);
      if (format === null || format.isPicture) continue;
      found.push(`${join(place, name)}: ${format.name} is not read. ${format.convert}`);
    }
  }
  return found;
}

/** Throws FileError where a folder holds nothing but volumes of another format. */
async function refuseForeign(folder: string): Promise<void> {
  const other = await findForeign(folder);
  if (other === null) return;
  const { path, format } = other;
  throw new FileError(folder, 'data folder', `it holds ${format.name} (${path}), which is not read.`, format.convert);
}

/** Finds the cases of a folder. Throws FileError that says what was looked for when nothing fits. */
export async function recognise(folder: string, choice: LayoutChoice): Promise<Recognised> {
  const tried = choice === 'auto' ? layouts : layouts.filter(({ id }) => id === choice);
  const found: Recognised[] = [];
  for (const layout of tried) {
    const listing = await layout.list(folder);
    if (listing === null) continue;
    if (listing.cases.size > 0) return { ...listing, ignored: [...listing.ignored, ...(await foreignVolumes(folder))], layout };
    found.push({ ...listing, layout });
  }
  await refuseForeign(folder);
  // Laid out in a known way and empty: whoever asks for a case is told which file is missing.
  const [empty] = found;
  if (empty !== undefined) return empty;
  const looked = tried.map(({ describe }) => describe).join('; ');
  throw new FileError(folder, 'data folder', 'no volumes were found in it.', `Lay it out in one of these ways: ${looked}.`);
}
