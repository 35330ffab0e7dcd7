/** How fast the blocks of a network are in either storage: a micro-benchmark of the kernels that dominate a training step. */
import type { Precision } from '../../registry';
import type { NativeAddon, StorageId } from '../addon';
import { NO_STORAGE } from '../addon';

export type PrecisionTimes = Readonly<Record<Precision, number>>;

/** A fine level with few channels and a coarse one with many, each a few milliseconds of work. */
const BLOCKS = [
  { channels: 16, size: [16, 48, 48] },
  { channels: 64, size: [8, 16, 16] },
] as const;
const ROUNDS = 12;
/** A bfloat16 step must take at most this share of a float32 one: it also costs some precision. */
const WORTHWHILE = 0.85;

/** Convolution, normalisation and both gradients of one block; returns how to run and how to end it. */
function createBlock(addon: NativeAddon, type: Precision, { channels, size }: (typeof BLOCKS)[number]) {
  const voxels = size.reduce((product, each) => product * each, 1);
  const geometry = Int32Array.from([1, ...size, channels, channels, 3, 3, 3, ...Array<number>(12).fill(1)]);
  const held: StorageId[] = [];
  const storage = (elements: number, elementType: Precision, value: number): StorageId => {
    const id = addon.allocate(elements, elementType);
    addon.fill(id, value);
    held.push(id);
    return id;
  };
  const activation = (value: number): StorageId => storage(voxels * channels, type, value);
  const [x, z, y, dy, dx] = [activation(0.5), activation(0), activation(0), activation(0.25), activation(0)];
  const filter = storage(27 * channels ** 2, 'float32', 0.01);
  const dFilter = storage(27 * channels ** 2, 'float32', 0);
  const saved = storage(4 * channels, 'float32', 0);
  return {
    run(): void {
      addon.convolve(geometry, x, filter, NO_STORAGE, z);
      addon.normForward(z, NO_STORAGE, y, 1, voxels, channels, NO_STORAGE, NO_STORAGE, 1e-5, true, saved);
      addon.normBackward(z, dy, y, 1, voxels, channels, 1e-5, true, saved, NO_STORAGE, NO_STORAGE);
      addon.convolveBackwardFilter(geometry, x, y, dFilter);
      addon.convolveBackwardData(geometry, y, filter, dx);
    },
    release: (): void => held.forEach((id) => addon.release(id)),
  };
}

/**
 * Milliseconds of all blocks in each storage: the best of a few rounds, in turn, after one that warms up and chooses convolutions. Processor
 * time of all threads: both storages share their work out alike, and what else the machine does counts least so.
 */
export function measurePrecisions(addon: NativeAddon): PrecisionTimes {
  const blocks = (['float32', 'bfloat16'] as const).flatMap((type) =>
    BLOCKS.map((block) => ({ type, best: Infinity, ...createBlock(addon, type, block) })),
  );
  for (let round = 0; round <= ROUNDS; round++) {
    for (const block of blocks) {
      const start = process.cpuUsage();
      block.run();
      const { user, system } = process.cpuUsage(start);
      if (round > 0) block.best = Math.min(block.best, (user + system) / 1000);
    }
  }
  for (const { release } of blocks) release();
  const total = (type: Precision): number => blocks.reduce((sum, each) => sum + (each.type === type ? each.best : 0), 0);
  return { float32: total('float32'), bfloat16: total('bfloat16') };
}

export const fasterPrecision = ({ float32, bfloat16 }: PrecisionTimes): Precision =>
  bfloat16 < WORTHWHILE * float32 ? 'bfloat16' : 'float32';
