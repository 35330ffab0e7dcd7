import { storedPlanes } from '../../core/view/storedPlanes';
import { affineSpacing } from '../../core/volume/affine';
import { canonicalTriple, closestOrientation } from '../../core/volume/orientation';
import type { LabelVolume, Triple, Volume } from '../../core/volume/types';
import { voxelCount } from '../../core/volume/types';
import { FileError } from '../fileError';
import { labelValues } from '../labelValues';
import { openByteStream } from './byteStream';
import type { NiftiHeader } from './header';
import type { NiftiLimits } from './limits';
import { DEFAULT_LIMITS } from './limits';
import { readHeaderFrom, readPlanes } from './readPlanes';

/** A volume in RAS+ order with the header of the file it came from. */
interface NiftiImage {
  readonly header: NiftiHeader;
  readonly volume: Volume;
}

export interface NiftiLabels {
  readonly header: NiftiHeader;
  readonly labels: LabelVolume;
}

type Place = (k: number, values: ArrayLike<number>, channel: number) => void;

/** Reads every channel; `begin` allocates what is to be filled and says how a plane goes into it. */
async function read(path: string, limits: NiftiLimits, bytesPerVoxel: number, begin: (header: NiftiHeader) => Place) {
  let opened: { readonly header: NiftiHeader; readonly place: Place } | null = null;
  await readPlanes(
    path,
    {
      bytesPerVoxel,
      channels: 'all',
      header(header) {
        opened = { header, place: begin(header) };
      },
      plane: (k, values, channel) => opened?.place(k, values, channel),
    },
    limits,
  );
  const { header } = opened as unknown as { readonly header: NiftiHeader };
  const orientation = closestOrientation(header.affine);
  const size: Triple = canonicalTriple(header.size, orientation);
  return { header, size, spacing: canonicalTriple(affineSpacing(header.affine), orientation) };
}

/** Reads a .nii or .nii.gz image, every channel of it, into RAS+ order, scaled by its slope and intercept. Throws FileError. */
export async function readNifti(path: string, limits: NiftiLimits = DEFAULT_LIMITS): Promise<NiftiImage> {
  let data = new Float32Array(0);
  const { header, size, spacing } = await read(path, limits, 4, ({ size, channels, affine }) => {
    const voxels = voxelCount(size);
    data = new Float32Array(voxels * channels);
    const planes = storedPlanes(size, closestOrientation(affine));
    return (k, values, channel) => planes.place(data.subarray(channel * voxels, (channel + 1) * voxels), k, values);
  });
  const { channels } = header;
  return { header, volume: { size, spacing, ...(channels > 1 ? { channels } : {}), data } };
}

/** Reads and checks a header alone. Throws FileError. */
export async function readNiftiHeader(path: string, limits: NiftiLimits = DEFAULT_LIMITS): Promise<NiftiHeader> {
  const stream = await openByteStream(path, limits.fileBytes);
  try {
    return (await readHeaderFrom(path, stream, limits)).header;
  } finally {
    await stream.close();
  }
}

/**
 * Reads a label image: whole numbers 0 to 255 in any voxel type, held as bytes. Throws FileError that names the first value that is none.
 */
export async function readNiftiLabels(path: string, limits: NiftiLimits = DEFAULT_LIMITS): Promise<NiftiLabels> {
  let data = new Uint8Array(0);
  const { header, size, spacing } = await read(path, limits, 1, ({ size, channels, affine }) => {
    if (channels > 1) throw new FileError(path, 'dim[4]', `${channels} volumes in one file of labels.`, 'Save one label volume.');
    data = new Uint8Array(voxelCount(size));
    const planes = storedPlanes(size, closestOrientation(affine));
    return (k, values) => planes.place(data, k, labelValues(path, values));
  });
  return { header, labels: { size, spacing, data } };
}
