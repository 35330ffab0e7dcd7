import { freemem } from 'node:os';
import { FileError } from './fileError';

/** The share of free memory that volumes may take. */
const SHARE = 0.5;

/** Bytes that volumes may take: half of what this process can still get, also inside a container with a limit of its own. */
export function volumeBudget(): number {
  const { availableMemory } = process as { availableMemory?: () => number };
  return Math.floor(SHARE * (availableMemory?.call(process) ?? freemem()));
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toPrecision(2)} GB`;

/**
 * Throws FileError where a volume would take more than half of the memory that is free, before any of it is allocated: a small file can
 * promise a large volume.
 */
export function requireMemory(path: string, size: readonly number[], bytes: number, budget = volumeBudget()): void {
  if (bytes <= budget) return;
  throw new FileError(
    path,
    'memory',
    `${size.join(' x ')} voxels take ${gigabytes(bytes)}, more than half of the memory that is free (${gigabytes(2 * budget)}).`,
    'Crop or resample the volume, or use a machine with more memory.',
  );
}
