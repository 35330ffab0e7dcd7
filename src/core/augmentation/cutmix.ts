/**
 * CutMix of volumes (paper section 3.1; docs/method.md 2.1): every patch gets a box of its partner's voxels, pseudo-labels get the
 * same.
 */
import { z } from 'zod';
import { beta } from '../random/beta';
import { permutation } from '../random/permutation';
import { createStream } from '../random/stream';
import { field } from '../schema/field';
import type { Triple } from '../volume/types';

export const cutMixSettings = z.strictObject({
  enabled: field(z.boolean().default(true), "Cut and mix model B's input and, alike, its pseudo-label from A.", 'paper'),
  box: field(
    z.enum(['column', 'cuboid']).default('column'),
    "'column': a box in the x-y plane through the full depth; 'cuboid': a box in all three axes.",
    'code-inferred',
  ),
  partners: field(
    z.enum(['batch', 'unlabelled']).default('batch'),
    'Where the voxels of a box come from: any patch of the batch, labelled ones included, or another unlabelled one.',
    'code-inferred',
  ),
});
export type CutMixSettings = z.infer<typeof cutMixSettings>;

/** Voxels from `low` to before `high`. */
interface Box {
  readonly low: Triple;
  readonly high: Triple;
}

/** For each patch of the batch, in order: whose voxels it gets, and where. */
export interface CutMix {
  readonly partners: readonly number[];
  readonly boxes: readonly Box[];
}

export interface BatchLayout {
  /** Patches of the batch; the first `labelled` of them are labelled. */
  readonly count: number;
  readonly labelled: number;
  /** Patch size x, y, z. */
  readonly size: Triple;
}

/**
 * Draws boxes and partners of one iteration, after TraCoCo's rand_bbox: a share s of Beta(4, 4), one for the batch; sides are
 * sqrt(1 - s) (column) or cbrt(1 - s) (cuboid) of the patch's; centres are uniform in [side / 8, side) for each patch; boxes are
 * clipped to the patch.
 */
export function drawCutMix(
  settings: CutMixSettings,
  layout: BatchLayout,
  key: { readonly seed: number; readonly iteration: number },
): CutMix {
  const { count, labelled, size } = layout;
  const share = 1 - beta(4, 4, createStream({ ...key, sample: 0, purpose: 'cutmix.share' }));
  const ratio = settings.box === 'column' ? Math.sqrt(share) : Math.cbrt(share);
  const cut = [true, true, settings.box === 'cuboid'] as const;

  const boxes = Array.from({ length: count }, (_, sample): Box => {
    const stream = createStream({ ...key, sample, purpose: 'cutmix.centre' });
    const sides = ([0, 1, 2] as const).map((axis) => {
      const side = size[axis];
      if (!cut[axis]) return [0, side] as const;
      const nearest = Math.floor(side / 8);
      const centre = nearest + stream.integer(side - nearest);
      const half = Math.floor(Math.floor(side * ratio) / 2);
      return [Math.max(centre - half, 0), Math.min(centre + half, side)] as const;
    });
    const [x, y, z] = sides as [readonly [number, number], readonly [number, number], readonly [number, number]];
    return { low: [x[0], y[0], z[0]], high: [x[1], y[1], z[1]] };
  });

  const first = settings.partners === 'batch' ? 0 : labelled;
  const order = permutation(count - first, createStream({ ...key, sample: 0, purpose: 'cutmix.partners' }));
  const partners = Array.from({ length: count }, (_, sample) =>
    sample < first ? sample : first + (order[sample - first] as number),
  );
  return { partners, boxes };
}

/** What lies in the patches that are mixed. */
export interface PatchContent {
  /** x, y, z */
  readonly size: Triple;
  /** Numbers a voxel: the channels of images, K for logits. */
  readonly channels: number;
}

/**
 * Mixes patches [count, z, y, x, channels]: each one gets its partner's voxels inside its box, bit for bit. The given ones stay
 * as they are; only the rows from `first` on are made and returned.
 */
export function mixPatches(patches: Float32Array, content: PatchContent, { partners, boxes }: CutMix, first = 0): Float32Array {
  const { size, channels } = content;
  const length = size[0] * size[1] * size[2] * channels;
  if (patches.length !== length * partners.length) {
    throw new Error(`cutmix: ${patches.length} numbers are not ${partners.length} patches of ${size.join(' x ')} x ${channels}`);
  }
  const mixed = patches.slice(first * length);
  boxes.slice(first).forEach(({ low, high }, row) => {
    const own = row * length;
    const other = (partners[first + row] as number) * length;
    for (let z = low[2]; z < high[2]; z++) {
      for (let y = low[1]; y < high[1]; y++) {
        const line = size[0] * (y + size[1] * z);
        const [from, to] = [channels * (line + low[0]), channels * (line + high[0])];
        mixed.set(patches.subarray(other + from, other + to), own + from);
      }
    }
  });
  return mixed;
}
