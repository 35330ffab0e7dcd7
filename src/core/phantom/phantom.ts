import { createStream } from '../random/stream';
import type { LabelledCase, Triple } from '../volume/types';
import { voxelCount } from '../volume/types';
import { drawAnatomy } from './anatomy';
import { waves } from './texture';

export interface PhantomOptions {
  readonly seed: number;
  readonly cases: number;
  /** Voxels x, y, z. */
  readonly size: Triple;
  /** Millimetres between voxels. */
  readonly spacing: Triple;
}

/** Small enough that a short run on two cores learns in minutes. */
export const DEFAULT_PHANTOM: PhantomOptions = { seed: 1337, cases: 24, size: [48, 48, 32], spacing: [1, 1, 1] };

export function phantomId(index: number): string {
  return `phantom_${String(index).padStart(3, '0')}`;
}

/** Signal of each tissue before bias and noise, in the arbitrary units of an MR scanner. */
const AIR = 20;
const TISSUE = 260;
const BLOOD = 430;
/** Half the width of the transition at a surface, in voxels: partial volumes. */
const SOFTNESS = 0.6;

/** 1 well inside a surface, 0 well outside. */
function occupancy(distance: number, softness: number): number {
  return 1 / (1 + Math.exp(Math.min(30, Math.max(-30, distance / softness))));
}

/**
 * One labelled MR-like case: the target and two look-alikes bright, tissue grey, air dark; smooth texture, a bias field, Rician noise;
 * scanner gain, contrast and pose differ from case to case. Depends on seed and index alone, so case 7 is the same in every cohort.
 */
export function phantomCase(index: number, options: PhantomOptions = DEFAULT_PHANTOM): LabelledCase {
  const { seed, size, spacing } = options;
  const stream = (purpose: string): ReturnType<typeof createStream> =>
    createStream({ seed, iteration: 0, sample: index, purpose: `phantom.${purpose}` });
  const extent: Triple = [size[0] * spacing[0], size[1] * spacing[1], size[2] * spacing[2]];
  const anatomy = drawAnatomy(extent, stream('anatomy'));
  const scanner = stream('scanner');
  const gain = scanner.uniform(0.6, 1.6);
  const contrast = scanner.uniform(0.75, 1.1);
  const biasStrength = scanner.uniform(0.1, 0.3);
  const noise = scanner.uniform(22, 38);
  const texture = waves(8, 6, 20, stream('texture'));
  const bias = waves(3, 1.5 * extent[0], 3 * extent[0], stream('bias'));
  const grain = stream('noise');

  const image = new Float32Array(voxelCount(size));
  const label = new Uint8Array(image.length);
  const softness = SOFTNESS * Math.cbrt(spacing[0] * spacing[1] * spacing[2]);
  let voxel = 0;
  for (let k = 0; k < size[2]; k++) {
    const z = (k - (size[2] - 1) / 2) * spacing[2];
    for (let j = 0; j < size[1]; j++) {
      const y = (j - (size[1] - 1) / 2) * spacing[1];
      for (let i = 0; i < size[0]; i++, voxel++) {
        const x = (i - (size[0] - 1) / 2) * spacing[0];
        const distance = anatomy.target(x, y, z);
        let brightest = distance;
        for (const solid of anatomy.lookalikes) brightest = Math.min(brightest, solid(x, y, z));
        const blood = occupancy(brightest, softness);
        const inside = occupancy(anatomy.trunk(x, y, z), softness);
        const tissue = TISSUE * (1 + 0.18 * texture(x, y, z));
        const bright = TISSUE + (BLOOD - TISSUE) * contrast;
        const signal =
          (AIR + inside * (tissue - AIR) + blood * inside * (bright - tissue)) * Math.exp(biasStrength * bias(x, y, z));
        const real = signal + noise * grain.normal();
        const imaginary = noise * grain.normal();
        image[voxel] = gain * Math.sqrt(real * real + imaginary * imaginary);
        label[voxel] = distance < 0 ? 1 : 0;
      }
    }
  }
  return { id: phantomId(index), image: { size, spacing, data: image }, label: { size, spacing, data: label } };
}

/** The cohort's cases in order; a generator, because a cohort need not be in memory at once. */
export function* phantomCohort(options: PhantomOptions = DEFAULT_PHANTOM): Generator<LabelledCase> {
  for (let index = 0; index < options.cases; index++) yield phantomCase(index, options);
}
