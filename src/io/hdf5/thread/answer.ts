import { plainError } from '../../plainError';
import type { Hdf5Answer, Hdf5Header, Hdf5Request, Hdf5Voxels } from '../request';
import { checkDataset } from './checkDataset';
import { findDataset } from './findDataset';
import { LibraryFailure, withHdf5 } from './memoryFile';
import { memoryOf, readVoxels, requireRoom } from './readVoxels';

function read(request: Hdf5Request): Promise<Hdf5Header | Hdf5Voxels> {
  const { path, key, want, limits, memory } = request;
  return withHdf5(path, limits.fileBytes, (file, module, bytes) => {
    const known = checkDataset(path, key, findDataset(path, file, module, key), limits, bytes);
    const { shape, datatype } = known;
    if (want === 'header') return { shape, datatype };
    requireRoom(path, known, memoryOf(known, bytes, want), memory);
    return readVoxels(known, module, request);
  });
}

/** Answers one question; never throws. */
export async function answer(request: Hdf5Request): Promise<Hdf5Answer> {
  try {
    return { usable: true, read: await read(request) };
  } catch (error) {
    // Our own checks come between two calls of the library, which is as whole after them as before.
    return { usable: !(error instanceof LibraryFailure), error: plainError(error) };
  }
}
