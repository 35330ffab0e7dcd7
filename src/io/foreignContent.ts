import { FileError } from './fileError';

/** What a file with the name of a volume really is, by bytes near its start. */
interface ForeignContent {
  /** One of these, as Latin-1. */
  readonly marks: readonly string[];
  readonly at?: number;
  readonly is: string;
  readonly fix: string;
}

const CONVERT = 'Convert it to NIfTI (.nii.gz), or copy the right file.';

const contents: readonly ForeignContent[] = [
  {
    marks: ['version https://git-lfs'],
    is: 'a Git LFS pointer, which stands for the volume',
    fix: 'Fetch the volume itself: git lfs pull.',
  },
  {
    marks: ['/annex/objects/'],
    is: 'a git-annex pointer, which stands for the volume',
    fix: 'Fetch the volume itself: git annex get.',
  },
  {
    marks: ['<!doctype html', '<!DOCTYPE html', '<!DOCTYPE HTML', '<html', '<HTML', '<?xml'],
    is: 'a web page',
    fix: 'Download the volume again: the server sent a page in its place (a login, perhaps).',
  },
  { marks: ['PK\x03\x04'], is: 'a ZIP archive (also .npz is one)', fix: 'Unpack it; save arrays as NIfTI.' },
  { marks: ['NRRD000'], is: 'an NRRD file', fix: CONVERT },
  { marks: ['\x93NUMPY'], is: 'a NumPy array', fix: CONVERT },
  { marks: ['MATLAB 5'], is: 'a MATLAB file', fix: CONVERT },
  { marks: ['II*\0', 'MM\0*'], is: 'a TIFF image', fix: CONVERT },
  { marks: ['\x89PNG'], is: 'a PNG image', fix: CONVERT },
  { marks: ['\x89HDF\r\n'], is: 'an HDF5 file', fix: 'Give it a name that ends in .h5.' },
  {
    marks: ['\x1f\x8b'],
    is: 'compressed with gzip',
    fix: 'Give it a name that ends in .nii.gz if it is NIfTI, or unpack it.',
  },
  { marks: ['BZh'], is: 'compressed with bzip2', fix: 'Unpack it.' },
  { marks: ['DICM'], at: 128, is: 'a DICOM file', fix: 'Convert its series to NIfTI first: dcm2niix -z y -o OUTPUT FOLDER.' },
];

/** What a file is that its name does not say; `start` is its first few hundred bytes. Throws FileError where that is known. */
export function refuseForeignContent(path: string, start: Uint8Array): void {
  if (start.length === 0) throw new FileError(path, 'file', 'it is empty.', 'Copy it again.');
  const text = Buffer.from(start.buffer, start.byteOffset, Math.min(start.length, 348)).toString('latin1');
  const found = contents.find(({ marks, at = 0 }) => marks.some((mark) => text.startsWith(mark, at)));
  if (found !== undefined) throw new FileError(path, 'file', `it is ${found.is}.`, found.fix);
}
