import { realpath } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import { proposeSplits } from '../core/sampling/proposeSplits';
import { affineDistance } from '../core/volume/affine';
import type { Case } from '../core/volume/types';
import { asFileError, FileError, systemCode } from './fileError';
import { DEFAULT_READ, formatOf } from './formats/registry';
import type { Part, ReadOptions, VolumeHeader } from './formats/types';
import type { LabelRule } from './labelRule';
import { applyLabelRule, UnknownLabel } from './labelRule';
import type { LayoutChoice } from './layouts/registry';
import { recognise } from './layouts/registry';
import type { Layout, Listing } from './layouts/types';
import type { GridHeader } from './nifti/write';
import type { ListChoice, Splits } from './splits';
import { findSplits } from './splits';

/** How a folder is read; what is left out is recognised or has the default of src/io/formats/registry.ts. */
export interface DatasetOptions extends Partial<ReadOptions> {
  readonly layout?: LayoutChoice;
  readonly lists?: ListChoice;
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
  readonly read: ReadOptions;
}

/** A data folder with lists: what training needs. */
export interface DatasetFolder extends DatasetContents {
  readonly splits: Splits;
}

/** A case as read. */
export interface LoadedCase {
  readonly case: Case;
  /** The grid on which masks of this case are written. */
  readonly header: GridHeader;
  /** What the image's file said. */
  readonly image: VolumeHeader;
}

export interface LoadOptions {
  /** false: no label file is looked for, let alone read. */
  readonly label: boolean;
  readonly labels: LabelRule;
}

/** How far two grids may differ, in millimetres at their corners, before image and label no longer belong together. */
export const GRID_TOLERANCE = 0.05;

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
  return `${listing.layout.describe}: ${cases.length} cases, ${labelled} with a label; ${lists}.`;
}

/** Finds cases and lists of a folder; no volume is read. Throws FileError. */
export async function inspectDataset(folder: string, options: DatasetOptions = {}): Promise<DatasetContents> {
  const { layout = 'auto', lists = {}, ...read } = options;
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
    read: { ...DEFAULT_READ, ...read },
  };
}

/** A split for a folder without lists, to be shown and written only when its owner agrees. Throws Error when it cannot be split. */
export function proposedSplits({ cases }: DatasetContents): Splits {
  const all = [...cases.values()];
  const ids = (labelled: boolean): string[] => all.filter((one) => (one.label !== undefined) === labelled).map(({ id }) => id);
  return proposeSplits(ids(true), ids(false));
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

/** The file of a case; links may not lead out of the data folder. */
export async function caseFile({ folder, cases }: DatasetContents, id: string, part: Part): Promise<string> {
  const path = cases.get(id)?.[part];
  if (path === undefined) {
    throw new FileError(folder, id, `the ${part} of ${id} is missing.`, 'Add it, or take the case off the list in splits/.');
  }
  const real = await realpath(path).catch((error: unknown) => {
    throw asFileError(path, error);
  });
  if (!real.startsWith(folder + sep)) {
    throw new FileError(path, 'file', `the link leads out of the data folder, to ${real}.`, 'Put the file itself there.');
  }
  return path;
}

/** Throws FileError when image and label do not lie on one grid. Formats that claim no place are compared by their sizes alone. */
export function requireSameGrid(path: string, { grid: image }: VolumeHeader, { grid: label }: VolumeHeader): void {
  const same =
    image.size.every((extent, axis) => extent === label.size[axis]) &&
    affineDistance(image.affine, label.affine, image.size) < GRID_TOLERANCE;
  if (same) return;
  const of = (grid: GridHeader): string =>
    `${grid.size.join(' x ')} from ${grid.affine.map((row) => row[3].toFixed(1)).join(', ')} mm`;
  throw new FileError(
    path,
    'grid',
    `the label lies on another grid (${of(label)}) than its image (${of(image)}).`,
    'Resample the label onto the image.',
  );
}

async function readLabel(
  dataset: DatasetContents,
  id: string,
  image: VolumeHeader,
  rule: LabelRule,
): Promise<NonNullable<Case['label']>> {
  const path = await caseFile(dataset, id, 'label');
  const { header, labels } = await formatOf(path).readLabel(path, dataset.read);
  requireSameGrid(path, image, header);
  try {
    return { ...labels, data: applyLabelRule(labels.data, rule) };
  } catch (error) {
    if (!(error instanceof UnknownLabel)) throw error;
    throw new FileError(path, 'voxels', `${error.message}.`, "Add the value to the data set's labels.", { cause: error });
  }
}

/** Reads one case, image and (when asked for) label, in RAS+ order, intensities as stored. Throws FileError. */
export async function loadCase(dataset: DatasetContents, id: string, { label, labels }: LoadOptions): Promise<LoadedCase> {
  const path = await caseFile(dataset, id, 'image');
  const { header, volume } = await formatOf(path).readImage(path, dataset.read);
  const loaded = { header: header.grid, image: header };
  if (!label) return { case: { id, image: volume }, ...loaded };
  return { case: { id, image: volume, label: await readLabel(dataset, id, header, labels) }, ...loaded };
}
