import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { closestOrientation, fromCanonical } from '../../core/volume/orientation';
import { writeFileAtomic } from '../atomic';
import type { GridHeader } from './write';
import { maskHeader } from './write';

const compress = promisify(gzip);

/** Writes probabilities in 255ths (RAS+ order) as .nii.gz on the source's grid; readers see 0 to 1 through the header's slope. */
export async function writeProbability(path: string, probability: Uint8Array, source: GridHeader): Promise<void> {
  const header = maskHeader(source);
  const view = new DataView(header.buffer, header.byteOffset);
  if (source.version === 1) view.setFloat32(112, 1 / 255, source.littleEndian);
  else view.setFloat64(176, 1 / 255, source.littleEndian);
  const stored = fromCanonical(probability, source.size, closestOrientation(source.affine));
  await writeFileAtomic(path, await compress(Buffer.concat([header, stored])));
}
