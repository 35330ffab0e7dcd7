import type { Check } from './types';

const AXES = ['x', 'y', 'z'] as const;
/** Four halvings: both networks have five levels. */
const DIVISOR = 16;

export const divisible: Check = {
  id: 'patch-divisible',
  find({ patch }) {
    const bad = AXES.filter((_, axis) => (patch[axis] as number) % DIVISOR !== 0);
    if (bad.length === 0) return null;
    const next = patch.map((side) => Math.max(DIVISOR, Math.round(side / DIVISOR) * DIVISOR));
    return {
      severity: 'error',
      path: 'patch',
      message: `The patch is ${patch.join(' x ')}; its ${bad.join(' and ')} ${bad.length === 1 ? 'is' : 'are'} no multiple of ${DIVISOR}, which four halvings in the network need.`,
      remedy: { title: `Set patch to [${next.join(', ')}]`, set: [{ path: 'patch', value: next }] },
    };
  },
};

export const tooSmallForUnet: Check = {
  id: 'patch-one-voxel-bottleneck',
  find({ patch, network }) {
    if (network.kind !== 'unet' || patch.some((side) => side !== DIVISOR)) return null;
    return {
      severity: 'error',
      path: 'patch',
      message: 'A patch of 16 x 16 x 16 leaves the instance norm at the bottleneck of the U-Net one voxel. Take a larger patch.',
      remedy: { title: 'Set patch to [32, 32, 32]', set: [{ path: 'patch', value: [32, 32, 32] }] },
    };
  },
};

export const largerThanVolumes: Check = {
  id: 'patch-larger-than-volumes',
  find({ patch, data, preprocessing }, facts) {
    // Sizes are those of the files; what resampling and cropping leave is not known here.
    if (preprocessing.spacing !== null || preprocessing.crop !== 'none') return null;
    const largest = facts.data?.largest ?? (data.source.kind === 'phantom' ? data.source.size : undefined);
    if (largest === undefined) return null;
    const bad = AXES.filter((_, axis) => (patch[axis] as number) >= (largest[axis] as number) + DIVISOR);
    if (bad.length === 0) return null;
    const fitting = patch.map((side, axis) => Math.min(side, Math.ceil((largest[axis] as number) / DIVISOR) * DIVISOR));
    return {
      severity: 'warning',
      path: 'patch',
      message: `The patch is ${patch.join(' x ')} and the largest volume ${largest.join(' x ')}: along ${bad.join(' and ')} every patch is partly padding, which costs time and teaches nothing.`,
      remedy: { title: `Set patch to [${fitting.join(', ')}]`, set: [{ path: 'patch', value: fitting }] },
    };
  },
};

export const strideBeyondPatch: Check = {
  id: 'stride-beyond-patch',
  find({ patch, evaluation: { stride } }) {
    if (stride === null || AXES.every((_, axis) => (stride[axis] as number) <= (patch[axis] as number))) return null;
    const fitting = stride.map((side, axis) => Math.min(side, patch[axis] as number));
    return {
      severity: 'error',
      path: 'evaluation.stride',
      message: `The stride ${stride.join(', ')} is longer than the patch ${patch.join(', ')}: voxels between two windows would get no prediction.`,
      remedy: { title: `Set stride to [${fitting.join(', ')}]`, set: [{ path: 'evaluation.stride', value: fitting }] },
    };
  },
};
