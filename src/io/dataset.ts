import { realpath } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import { affineDistance } from '../core/volume/affine';
import type { Case } from '../core/volume/types';
import { asFileError, FileError, systemCode } from './fileError';
import type { LabelRule } from './labelRule';
import { applyLabelRule, UnknownLabel } from './labelRule';
import type { NiftiHeader } from './nifti/header';
import type { NiftiLimits } from './nifti/limits';
import { DEFAULT_LIMITS } from './nifti/limits';
import { readNifti, readNiftiLabels } from './nifti/read';
import type { Splits } from './splits';
import { readSplits } from './splits';

/** A folder as the Medical Segmentation Decathlon lays it out, with lists of cases: imagesTr/, labelsTr/, splits/train.txt, test.txt. */
export interface DatasetFolder {
  /** Absolute path. */
  readonly folder: string;
  readonly name: string;
  readonly splits: Splits;
}

/** A case as read, and the header of its image file, on whose grid masks are written. */
export interface LoadedCase {
  readonly case: Case;
  readonly header: NiftiHeader;
}

export interface LoadOptions {
  /** false: no label file is looked for, let alone read. */
  readonly label: boolean;
  readonly labels: LabelRule;
  readonly limits?: NiftiLimits;
}

/** How far two grids may differ, in millimetres at their corners, before image and label no longer belong together. */
const GRID_TOLERANCE = 0.05;

/** Checks the folder and reads its lists; no volume yet. Throws FileError. */
export async function openDataset(folder: string): Promise<DatasetFolder> {
  const absolute = await realpath(resolve(folder)).catch((error: unknown) => {
    if (systemCode(error) === 'ENOENT') {
      throw new FileError(
        folder,
        'data folder',
        'there is no such folder.',
        'Name one that holds imagesTr, labelsTr and splits.',
      );
    }
    throw asFileError(folder, error);
  });
  return { folder: absolute, name: basename(absolute), splits: await readSplits(absolute) };
}

/** The file of a case in a sub-folder, .nii.gz or .nii; links may not lead out of the data folder. */
async function findFile({ folder }: DatasetFolder, part: 'imagesTr' | 'labelsTr', id: string): Promise<string> {
  for (const ending of ['.nii.gz', '.nii']) {
    const path = join(folder, part, id + ending);
    const real = await realpath(path).catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw asFileError(path, error);
    });
    if (real === null) continue;
    if (!real.startsWith(folder + sep)) {
      throw new FileError(path, 'file', `the link leads out of the data folder, to ${real}.`, 'Put the file itself there.');
    }
    return path;
  }
  const what = part === 'imagesTr' ? 'image' : 'label';
  throw new FileError(
    join(folder, part, `${id}.nii.gz`),
    'file',
    `the ${what} of ${id} is missing.`,
    'Add it, or take the case off the list in splits/.',
  );
}

function sameGrid(image: NiftiHeader, label: NiftiHeader): boolean {
  return (
    image.size.every((extent, axis) => extent === label.size[axis]) &&
    affineDistance(image.affine, label.affine, image.size) < GRID_TOLERANCE
  );
}

async function readLabel(
  dataset: DatasetFolder,
  id: string,
  image: NiftiHeader,
  options: LoadOptions,
): Promise<NonNullable<Case['label']>> {
  const path = await findFile(dataset, 'labelsTr', id);
  const { header, labels } = await readNiftiLabels(path, options.limits ?? DEFAULT_LIMITS);
  if (!sameGrid(image, header)) {
    const of = (grid: NiftiHeader): string =>
      `${grid.size.join(' x ')} from ${grid.affine.map((row) => row[3].toFixed(1)).join(', ')} mm`;
    throw new FileError(
      path,
      'grid',
      `the label lies on another grid (${of(header)}) than its image (${of(image)}).`,
      'Resample the label onto the image.',
    );
  }
  try {
    return { ...labels, data: applyLabelRule(labels.data, options.labels) };
  } catch (error) {
    if (!(error instanceof UnknownLabel)) throw error;
    throw new FileError(path, 'voxels', `${error.message}.`, "Add the value to the data set's labels.", { cause: error });
  }
}

/** Reads one case, image and (when asked for) label, in RAS+ order, intensities as stored. Throws FileError. */
export async function loadCase(dataset: DatasetFolder, id: string, options: LoadOptions): Promise<LoadedCase> {
  const { header, volume } = await readNifti(await findFile(dataset, 'imagesTr', id), options.limits ?? DEFAULT_LIMITS);
  if (!options.label) return { case: { id, image: volume }, header };
  return { case: { id, image: volume, label: await readLabel(dataset, id, header, options) }, header };
}
