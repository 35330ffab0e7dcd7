import type { Colour } from '../../../src/core/view/colours';
import { classColour, DIFFERENCE_COLOURS, ROLE_COLOURS } from '../../../src/core/view/colours';
import { labelAt } from '../../../src/core/view/labelStore';
import { reduced, reducedAffine, reductionTo } from '../../../src/core/view/reduce';
import { greyOf } from '../../../src/core/view/render';
import type { GreyWindow } from '../../../src/core/view/window';
import { scalingAffine } from '../../../src/core/volume/affine';
import type { VolumeScene } from '../../volume/main';
import type { ShownCase } from '../case/shownCase';
import type { VolumeMask } from '../state';

/** Textures of three dimensions cost four bytes a voxel, twice; more is not to be seen in a panel. */
const MOST_EXTENT = 192;

/** 1 both, 2 only A, 3 only B. */
const DIFFERENCE: readonly Colour[] = [[150, 150, 150], DIFFERENCE_COLOURS.first, DIFFERENCE_COLOURS.second];

function coloursOf(mask: VolumeMask, classes: number): readonly Colour[] {
  if (mask === 'difference') return DIFFERENCE;
  return classes > 1 ? Array.from({ length: classes }, (_, index) => classColour(index + 1)) : [ROLE_COLOURS[mask]];
}

/** Layers that a mask of the 3D view is made of. */
export function layersOfMask(mask: VolumeMask): readonly ('truth' | 'first' | 'second')[] {
  return mask === 'difference' ? ['first', 'second'] : [mask];
}

/** What the 3D view shows of a case; null while voxels are on their way. */
export function volumeScene(
  { store, facts, spacing, affine }: ShownCase,
  mask: VolumeMask,
  window: GreyWindow,
  imageOpacity: number,
): VolumeScene | null {
  if (store === null || facts === null || !layersOfMask(mask).every((layer) => store.isComplete(layer))) return null;
  const image = store.wholeImage();
  if (image === null) return null;
  const reduction = reductionTo(store.size, MOST_EXTENT);
  const label = (layer: 'truth' | 'first' | 'second', index: number): number => labelAt(store.labels, layer, index);
  const labelOf = (index: number): number => {
    if (mask !== 'difference') return label(mask, index);
    const [first, second] = [label('first', index), label('second', index)];
    return first === second ? Math.min(1, first) : second === 0 ? 2 : first === 0 ? 3 : 1;
  };
  const { step, size } = reduction;
  return {
    size,
    spacing: [spacing[0] * step[0], spacing[1] * step[1], spacing[2] * step[2]],
    affine: reducedAffine(affine ?? scalingAffine(spacing), reduction),
    image: reduced(store.size, reduction, (index) => greyOf(image[index] as number, window)),
    imageOpacity,
    labels: reduced(store.size, reduction, labelOf),
    colours: coloursOf(mask, facts.classNames.length),
  };
}
