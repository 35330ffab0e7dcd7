import { FileError } from '../fileError';
import { findForeign } from '../formats/foreign';
import { hdf5 } from './hdf5';
import { msd } from './msd';
import { plain } from './plain';
import type { Layout, Listing } from './types';

/** In the order in which 'auto' tries them. */
const layouts: readonly Layout[] = [msd, plain, hdf5];

export type LayoutChoice = 'auto' | Layout['id'];

/** Finds the cases of a folder. Throws FileError that says what was looked for when nothing fits. */
export async function recognise(folder: string, choice: LayoutChoice): Promise<Listing & { readonly layout: Layout }> {
  const tried = choice === 'auto' ? layouts : layouts.filter(({ id }) => id === choice);
  const found: (Listing & { readonly layout: Layout })[] = [];
  for (const layout of tried) {
    const listing = await layout.list(folder);
    if (listing === null) continue;
    if (listing.cases.size > 0) return { ...listing, layout };
    found.push({ ...listing, layout });
  }
  // Laid out in a known way and empty: whoever asks for a case is told which file is missing.
  const [empty] = found;
  if (empty !== undefined) return empty;
  const other = await findForeign(folder);
  if (other !== null)
    throw new FileError(
      folder,
      'data folder',
      `it holds ${other.format.name} (${other.path}), which is not read.`,
      other.format.convert,
    );
  const looked = tried.map(({ describe }) => describe).join('; ');
  throw new FileError(folder, 'data folder', 'no volumes were found in it.', `Lay it out in one of these ways: ${looked}.`);
}
