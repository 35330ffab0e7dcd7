import { realpath } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { DataSettings } from '../core/config/sections/data';
import type { PatientOf, Patients } from '../core/patients/patients';
import { proposeSplits } from '../core/sampling/proposeSplits';
import { counted } from '../core/wording';
import { asFileError, FileError, systemCode } from './fileError';
import { DEFAULT_READ } from './formats/registry';
import type { ReadOptions } from './formats/types';
import type { LayoutChoice } from './layouts/registry';
import { recognise } from './layouts/registry';
import type { Layout, Listing } from './layouts/types';
import { findPatients } from './patients';
import type { ListChoice, Splits } from './splits';
import { findSplits } from './splits';

/** How a folder is read; what is left out is recognised or has the default of src/io/formats/registry.ts. */
export interface DatasetOptions extends Partial<ReadOptions> {
  readonly layout?: LayoutChoice;
  readonly lists?: ListChoice;
  readonly patients?: DataSettings['patients'];
  readonly links?: DataSettings['links'];
}

/** A data folder as found: its cases, and its lists where it has any. */
export interface DatasetContents extends Listing {
  /** Absolute path. */
  readonly folder: string;
  readonly name: string;
  readonly layout: Layout['id'];
  /** A sentence that says what was found. */
  readonly found: string;
  readonly splits: Splits | null;
  /** Which cases are of one patient: what makes or checks lists goes by it. */
  readonly patients: Patients;
  /** Whether links may lead out of the folder. */
  readonly links: DataSettings['links'];
  readonly read: ReadOptions;
}

/** A data folder with lists: what training needs. */
export interface DatasetFolder extends DatasetContents {
  readonly splits: Splits;
}

async function absoluteFolder(folder: string): Promise<string> {
  try {
    return await realpath(resolve(folder));
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw asFileError(folder, error);
    throw new FileError(folder, 'data folder', 'there is no such folder.', 'Name one that holds volumes.');
  }
}

function describe(listing: Listing & { readonly layout: Layout }, splits: Splits | null): string {
  const cases = [...listing.cases.values()];
  const labelled = cases.filter(({ label }) => label !== undefined).length;
  const lists = splits === null ? 'no split lists' : `${splits.train.length} for training, ${splits.test.length} for the test`;
  const { channelNames = [] } = listing;
  const channels = channelNames.length === 0 ? '' : `, each of ${channelNames.length} channels (${channelNames.join(', ')})`;
  return `${listing.layout.describe}: ${counted(cases.length, 'case')}${channels}, ${labelled} with a label; ${lists}.`;
}

/** Finds cases and lists of a folder; no volume is read. Throws FileError. */
export async function inspectDataset(folder: string, options: DatasetOptions = {}): Promise<DatasetContents> {
  const { layout = 'auto', lists = {}, patients, links = 'inside', ...read } = options;
  const absolute = await absoluteFolder(folder);
  const splits = await findSplits(absolute, lists);
  const listing = await recognise(absolute, layout);
  return {
    ...listing,
    folder: absolute,
    name: basename(absolute),
    layout: listing.layout.id,
    found: describe(listing, splits),
    splits,
    patients: await findPatients(absolute, [...listing.cases.keys()], patients),
    links,
    read: { ...DEFAULT_READ, ...read },
  };
}

/** A split for a folder without lists, to be shown and written only when its owner agrees. Throws Error when it cannot be split. */
export function proposedSplits({ cases }: Pick<DatasetContents, 'cases'>, patients: PatientOf): Splits {
  const all = [...cases.values()];
  const ids = (labelled: boolean): string[] => all.filter((one) => (one.label !== undefined) === labelled).map(({ id }) => id);
  return proposeSplits(ids(true), ids(false), patients);
}

/** Opens a folder that has lists. Throws FileError; without lists it says how to get some. */
export async function openDataset(folder: string, options: DatasetOptions = {}): Promise<DatasetFolder> {
  const contents = await inspectDataset(folder, options);
  if (contents.splits !== null) return { ...contents, splits: contents.splits };
  throw new FileError(
    contents.folder,
    'splits/train.txt',
    'there is no such list.',
    'Write splits/train.txt and splits/test.txt (one case a line, annotated cases first), or let ' +
      '"llm-segnet doctor FOLDER --write-splits" write the split that it proposes.',
  );
}
