import { largestBatch } from '../declaration/declaration';
import { declarationOf } from '../methods/registry';
import type { Experiment } from './experiment';

const MB = 2 ** 20;

/**
 * A straight line through peaks of the native engine with 16 filters, V-Net, batches of 4 (bench/RESULTS.md): at 112 x 112 x 80 and at
 * 32 x 48 x 32 one model's step takes 3340 and 365 MB in float32, 2426 and 318 MB in bfloat16, and co-training of two 3538 and 543 MB in
 * float32. Bytes a voxel of the batch grow with the filters, weights with their square.
 */
const BYTES_A_VOXEL = { float32: 817, bfloat16: 579 } as const;
const PROCESS_BYTES = 36 * MB;
const MODEL_BYTES = 176 * MB;
/** Weights alone: neither gradient nor optimiser. */
const FOLLOWER_BYTES = 38 * MB;
/** Not measured: skips are concatenated, so the finest level holds about twice the channels. */
const UNET_FACTOR = 2;

/**
 * Peak resident bytes of training, to about a fifth for V-Net between the measured shapes; more of a guess for U-Net. Volumes held in
 * memory are not in it. 'auto' counts as float32, the larger.
 */
export function estimateMemory(experiment: Experiment): number {
  const { patch, network, run } = experiment;
  const declaration = declarationOf(experiment);
  const networks = declaration.models.filter(({ kind }) => kind !== 'other');
  const weights = networks.reduce((sum, { trained }) => sum + (trained ? MODEL_BYTES : FOLLOWER_BYTES), 0);
  // Decoder and encoder hold about as much each; one model's activations are in memory at a time.
  const decoders = Math.max(...networks.map((one) => ((one.decoders ?? 1) + 1) / 2));
  const voxels = patch[0] * patch[1] * patch[2] * largestBatch(declaration) * decoders;
  const width = network.filters / 16;
  const perVoxel = BYTES_A_VOXEL[run.precision === 'bfloat16' ? 'bfloat16' : 'float32'];
  const activations = voxels * perVoxel * width * (network.kind === 'unet' ? UNET_FACTOR : 1);
  return Math.round(PROCESS_BYTES + activations + weights * width ** 2);
}
