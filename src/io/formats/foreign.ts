import type { Dirent } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A format of medical images that is not read here, and what turns it into one that is. */
interface ForeignFormat {
  readonly name: string;
  readonly extensions: readonly string[];
  readonly convert: string;
  /** Pictures lie beside volumes for other reasons, too. */
  readonly isPicture?: true;
}

const SLICER = 'Convert it to NIfTI (.nii.gz) first, with SimpleITK or 3D Slicer.';
const DICOM: ForeignFormat = {
  name: 'DICOM',
  extensions: ['.dcm', '.dicom', '.ima', 'dicomdir'],
  convert: 'Convert each series to NIfTI first: dcm2niix -z y -o OUTPUT FOLDER.',
};
const foreign: readonly ForeignFormat[] = [
  DICOM,
  { name: 'MetaImage', extensions: ['.mha', '.mhd'], convert: SLICER },
  { name: 'NRRD', extensions: ['.nrrd', '.nhdr'], convert: SLICER },
  { name: 'MINC', extensions: ['.mnc'], convert: 'Convert it to NIfTI (.nii) first: mnc2nii.' },
  { name: 'FreeSurfer', extensions: ['.mgz', '.mgh'], convert: 'Convert it to NIfTI (.nii.gz) first: mri_convert.' },
  { name: 'a pair of .hdr and .img (Analyze or NIfTI)', extensions: ['.img', '.hdr', '.img.gz', '.hdr.gz'], convert: SLICER },
  { name: 'TIFF', extensions: ['.tif', '.tiff'], convert: `It says nothing of millimetres. ${SLICER}` },
  { name: 'MATLAB', extensions: ['.mat'], convert: 'Save the array as NIfTI first: niftiwrite(volume, "case.nii").' },
  { name: 'NumPy', extensions: ['.npy', '.npz'], convert: 'Save the array as NIfTI first, with nibabel.' },
  {
    name: 'PNG, JPEG or BMP',
    extensions: ['.png', '.jpg', '.jpeg', '.bmp'],
    convert: `Stack the slices. ${SLICER}`,
    isPicture: true,
  },
];

/** What a file of another format is and how it becomes one that can be read, by its name; null for any other file. */
export function foreignFormat(fileName: string): ForeignFormat | null {
  const lower = fileName.toLowerCase();
  return foreign.find(({ extensions }) => extensions.some((ending) => lower.endsWith(ending))) ?? null;
}

/** DICOM files of hospitals often have no ending: 'DICM' stands after 128 bytes (PS3.10 7.1). */
async function isDicom(path: string): Promise<boolean> {
  const file = await open(path, 'r').catch(() => null);
  if (file === null) return false;
  try {
    const magic = Buffer.alloc(4);
    await file.read(magic, 0, 4, 128);
    return magic.toString('latin1') === 'DICM';
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

/** Enough to tell what a folder is for; series have hundreds of files. */
const LOOKED_AT = 20;
const DEPTH = 3;

/** Nothing where the folder cannot be read. */
export const entriesIn = (folder: string): Promise<Dirent[]> => readdir(folder, { withFileTypes: true }).catch(() => []);

/** The first file of another format in a folder or its sub-folders, looking at a few; null when there is none. */
export async function findForeign(folder: string, depth = DEPTH): Promise<{ path: string; format: ForeignFormat } | null> {
  const entries = (await entriesIn(folder)).slice(0, LOOKED_AT);
  for (const file of entries.filter((entry) => entry.isFile())) {
    const path = join(folder, file.name);
    const format = foreignFormat(file.name) ?? ((await isDicom(path)) ? DICOM : null);
    if (format !== null) return { path, format };
  }
  if (depth === 0) return null;
  for (const inner of entries.filter((entry) => entry.isDirectory())) {
    const found = await findForeign(join(folder, inner.name), depth - 1);
    if (found !== null) return found;
  }
  return null;
}
