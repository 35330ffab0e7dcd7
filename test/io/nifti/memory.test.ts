import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readNifti, readNiftiLabels } from '../../../src/io/nifti/read';
import { readPlanes } from '../../../src/io/nifti/readPlanes';
import { temporaryFolder } from '../../support/temporary';
import { buildNifti } from './build';

const root = temporaryFolder();

/** 2^24 voxels of 8 bytes in a file of about 130 KB. */
function bomb(): string {
  const header = buildNifti({ datatype: 64, dims: [3, 256, 256, 256] });
  const path = join(root, 'bomb.nii.gz');
  writeFileSync(path, gzipSync(Buffer.concat([header, new Uint8Array(8 * 2 ** 24)])));
  return path;
}

const available = (bytes: number) =>
  vi.spyOn(process as { availableMemory: () => number }, 'availableMemory').mockReturnValue(bytes);

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a small file of a large volume', () => {
  const path = bomb();

  it('is refused where it takes more than half of the free memory, before anything is allocated', async () => {
    available(2 * 4 * 2 ** 24);
    await expect(readNifti(path)).rejects.toThrow(/memory: 256 x 256 x 256 voxels take .* half of the memory that is free/);
    // A label is a byte.
    expect((await readNiftiLabels(path)).labels.data.length).toBe(2 ** 24);
    available(2 * 2 ** 24);
    await expect(readNiftiLabels(path)).rejects.toMatchObject({ field: 'memory' });
    const header = vi.fn();
    const visitor = { header, plane: () => undefined, bytesPerVoxel: 1, channels: 'first' } as const;
    await expect(readPlanes(path, visitor)).rejects.toMatchObject({ field: 'memory' });
    expect(header).not.toHaveBeenCalled();
  });

  it('is held as its reader keeps it, never as it is stored', async () => {
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().arrayBuffers);
    }, 1);
    const { labels } = await readNiftiLabels(path);
    clearInterval(watch);
    expect(labels.data.length).toBe(2 ** 24);
    // A byte a voxel, a few planes and blocks; float64 would be 128 MB.
    expect(most - before).toBeLessThan(2 ** 24 + 40e6);
  });
});
