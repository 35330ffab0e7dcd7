import type { Affine } from '../../core/volume/affine';
import type { AxisOrder } from '../../core/volume/axisOrders';
import type { LabelVolume, Triple, Volume } from '../../core/volume/types';
import type { NiftiLimits } from '../nifti/limits';
import type { GridHeader } from '../nifti/write';

/** What a file says of its volume before any voxel is read. */
export interface VolumeHeader {
  /** Voxels x, y, z in RAS+ order (formats without an orientation: as stored). */
  readonly size: Triple;
  /** Millimetres between voxels, RAS+ order; 1 where the format knows none. */
  readonly spacing: Triple;
  /** Channels of an image. */
  readonly channels: number;
  /** Type of the stored numbers, such as int16. */
  readonly datatype: string;
  /** Where each stored axis points, such as LPS; null where the format does not say. */
  readonly orientation: string | null;
  /** Voxel index to millimetres in stored order; null where the format does not say: nothing is claimed then. */
  readonly affine: Affine | null;
  /** The grid on which masks of this volume are written as NIfTI. */
  readonly grid: GridHeader;
}

/** What settings say of files that do not say it themselves. */
export interface FileSettings {
  /** Names of the data sets inside an HDF5 file. */
  readonly keys: { readonly image: string; readonly label: string };
  /** Axes of an HDF5 array, slowest first. */
  readonly axes: AxisOrder;
  /** Millimetres between voxels of HDF5 volumes, x, y, z; null: unknown. */
  readonly spacing: Triple | null;
}

/** What readers need to know beyond the file itself. */
export interface ReadOptions extends FileSettings {
  readonly limits: NiftiLimits;
}

/** Which of a case's two volumes is meant: formats that hold both in one file look it up by this. */
export type Part = 'image' | 'label';

/** Takes a volume in stored order, plane by plane. */
export interface PlaneReader {
  /** Bytes that will be held a voxel. */
  readonly bytesPerVoxel: number;
  /** Once, before the first plane; `grid.size` is the stored size. `numbers` is the type of the planes to come. */
  readonly header: (header: VolumeHeader, numbers: 'uint8' | 'int16' | 'uint16' | 'float32') => void;
  /** Stored plane k of the first channel, x fastest, scaled; overwritten by the next one. */
  readonly plane: (k: number, values: ArrayLike<number>) => void;
}

/** A file format: one file that declares it, one line in the registry. All functions throw FileError. */
export interface VolumeFormat {
  readonly id: string;
  /** Endings of file names, lower case, with the dot, longest first. */
  readonly extensions: readonly string[];
  /** True when one file holds image and label. */
  readonly holdsBoth: boolean;
  /** Whether one file is a volume that can be opened alone in the editor. */
  readonly opensAlone: boolean;
  /** Cheap: reads no voxels. */
  readHeader(path: string, part: Part, options: ReadOptions): Promise<VolumeHeader>;
  /** RAS+ order, intensities as stored, scaled where the format has a scale. */
  readImage(path: string, options: ReadOptions): Promise<{ readonly header: VolumeHeader; readonly volume: Volume }>;
  /** RAS+ order, values 0 to 255 as stored. */
  readLabel(path: string, options: ReadOptions): Promise<{ readonly header: VolumeHeader; readonly labels: LabelVolume }>;
  /** For formats that can be read in order: a large volume is shown before it is read whole. */
  readPlanes?(path: string, reader: PlaneReader, options: ReadOptions): Promise<void>;
}
