import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { joinChannels } from '../core/volume/channels';
import type { Case, Volume } from '../core/volume/types';
import type { DatasetContents } from './dataset';
import { asFileError, FileError } from './fileError';
import { formatOf } from './formats/registry';
import type { ReadOptions, VolumeHeader } from './formats/types';
import type { LabelRule } from './labelRule';
import { applyLabelRule, UnknownLabel } from './labelRule';
import type { GridHeader } from './nifti/write';
import { requireSameGrid } from './sameGrid';

/** A case as read. */
export interface LoadedCase {
  readonly case: Case;
  /** The grid on which masks of this case are written. */
  readonly header: GridHeader;
  /** What the image's file said. */
  readonly image: VolumeHeader;
}

/** What an experiment needs of an image. */
export interface ImageNeeds {
  readonly channels: number;
  /** Whether the distance between voxels must be known. */
  readonly spacing: boolean;
}

export interface LoadOptions {
  /** false: no label file is looked for, let alone read. */
  readonly label: boolean;
  readonly labels: LabelRule;
  /** Any image will do without it. */
  readonly needs?: ImageNeeds | undefined;
}

/** Throws FileError where a link leads out of the data folder and may not. */
async function allowedFile({ folder, links }: DatasetContents, path: string): Promise<string> {
  const real = await realpath(path).catch((error: unknown) => {
    throw asFileError(path, error);
  });
  if (links === 'anywhere' || real.startsWith(folder + sep)) return path;
  throw new FileError(
    path,
    'file',
    `the link leads out of the data folder, to ${real}.`,
    "Put the file itself there, or allow such links: data.links 'anywhere' (doctor --links anywhere).",
  );
}

function missing({ folder }: DatasetContents, id: string, part: string): FileError {
  return new FileError(folder, id, `the ${part} of ${id} is missing.`, 'Add it, or take the case off the list in splits/.');
}

/**
 * Throws FileError where a file of a list is missing: the image of a case, or the label of one in `labelled`. No volume is read, so that
 * training for hours does not end at a name that was mistyped.
 */
export function requireFiles(contents: DatasetContents, all: readonly string[], labelled: readonly string[]): void {
  for (const id of all) if (!contents.cases.has(id)) throw missing(contents, id, 'image');
  for (const id of labelled) if (contents.cases.get(id)?.label === undefined) throw missing(contents, id, 'label');
}

/** The label's file; links may not lead out of the data folder unless the experiment says so. */
export async function labelFile(contents: DatasetContents, id: string): Promise<string> {
  const path = contents.cases.get(id)?.label;
  if (path === undefined) throw missing(contents, id, 'label');
  return allowedFile(contents, path);
}

/** The image's files, one a channel where each has its own; links may not lead out of the data folder unless the experiment says so. */
export async function imageFiles(contents: DatasetContents, id: string): Promise<readonly [string, ...string[]]> {
  const files = contents.cases.get(id);
  if (files === undefined) throw missing(contents, id, 'image');
  const first = await allowedFile(contents, files.image);
  return [first, ...(await Promise.all((files.otherChannels ?? []).map((path) => allowedFile(contents, path))))];
}

/** Throws FileError when a file of a case does not lie on the grid of its image. */
export function requireGridOfImage(path: string, what: 'label' | 'channel', found: VolumeHeader, image: VolumeHeader): void {
  const of = ({ grid, affine }: VolumeHeader) => ({ size: grid.size, affine });
  requireSameGrid(path, of(found), of(image), `the ${what}`, 'its image');
}

function requireChannels(path: string, found: number, channels: number): void {
  if (found === channels) return;
  throw new FileError(
    path,
    'channels',
    `the image has ${found === 1 ? '1 channel' : `${found} channels`}, the experiment ${channels}.`,
    `Set data.channels to ${found}, or give it the channels that are missing.`,
  );
}

/** Throws FileError when an image has another number of channels than the experiment, or no spacing to resample by. */
export function requireNeeds(path: string, { channels, affine }: VolumeHeader, needs: ImageNeeds, options: ReadOptions): void {
  requireChannels(path, channels, needs.channels);
  if (!needs.spacing || affine !== null || options.spacing !== null) return;
  throw new FileError(
    path,
    'spacing',
    'the file does not say how far its voxels lie apart, and preprocessing.spacing asks for resampling.',
    'Write the distances into data.hdf5.spacing, or set preprocessing.spacing to null.',
  );
}

/** An image from its files, RAS+ order, intensities as stored; several files are the channels of one image. Throws FileError. */
export async function readImage(
  [first, ...others]: readonly [string, ...string[]],
  options: ReadOptions,
): Promise<{ readonly header: VolumeHeader; readonly volume: Volume }> {
  const { header, volume } = await formatOf(first).readImage(first, options);
  if (others.length === 0) return { header, volume };
  const volumes = [volume];
  requireChannels(first, header.channels, 1);
  for (const path of others) {
    const channel = await formatOf(path).readImage(path, options);
    requireChannels(path, channel.header.channels, 1);
    requireGridOfImage(path, 'channel', channel.header, header);
    volumes.push(channel.volume);
  }
  return { header: { ...header, channels: volumes.length }, volume: joinChannels(volumes) };
}

/** What to do about voxels that a data set says nobody has annotated: they would be taken for foreground in silence. */
export function ignoredProblem(value: number): { readonly problem: string; readonly fix: string } {
  return {
    problem: `value ${value} is "ignore" in dataset.json, and such voxels are not left out of the loss and the metrics here.`,
    fix: `Say what they are in data.labels, such as { "${value}": 0 } for background, with a class for every other value.`,
  };
}

function refuseIgnored(path: string, values: Uint8Array, ignored: number | undefined): void {
  if (ignored === undefined || !values.includes(ignored)) return;
  const { problem, fix } = ignoredProblem(ignored);
  throw new FileError(path, 'voxels', problem, fix);
}

async function readLabel(
  dataset: DatasetContents,
  id: string,
  image: VolumeHeader,
  rule: LabelRule,
): Promise<NonNullable<Case['label']>> {
  const path = await labelFile(dataset, id);
  const { header, labels } = await formatOf(path).readLabel(path, dataset.read);
  requireGridOfImage(path, 'label', header, image);
  if (rule === 'binary') refuseIgnored(path, labels.data, dataset.ignoreLabel);
  try {
    return { ...labels, data: applyLabelRule(labels.data, rule) };
  } catch (error) {
    if (!(error instanceof UnknownLabel)) throw error;
    throw new FileError(path, 'voxels', `${error.message}.`, 'Give it a class in data.labels.', { cause: error });
  }
}

/** Reads one case, image and (when asked for) label, in RAS+ order, intensities as stored. Throws FileError. */
export async function loadCase(dataset: DatasetContents, id: string, { label, labels, needs }: LoadOptions): Promise<LoadedCase> {
  const files = await imageFiles(dataset, id);
  const { header, volume } = await readImage(files, dataset.read);
  if (needs !== undefined) requireNeeds(files[0], header, needs, dataset.read);
  const loaded = { header: header.grid, image: header };
  if (!label) return { case: { id, image: volume }, ...loaded };
  return { case: { id, image: volume, label: await readLabel(dataset, id, header, labels) }, ...loaded };
}
