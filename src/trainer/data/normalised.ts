import { measureIntensities } from '../../core/volume/normalise';
import type { IntensitySettings } from '../../core/volume/preprocess';
import { preprocess } from '../../core/volume/preprocess';
import type { Case } from '../../core/volume/types';

/** What the schema's defaults do: a z-score over the whole volume. */
export const DEFAULT_INTENSITIES: IntensitySettings = { window: null, percentiles: null, normalise: 'z-score' };

/** A case with its intensities prepared, and a warning when voxels had no number. */
export function normalised<C extends Case>(
  one: C,
  warn: (message: string) => void = () => undefined,
  settings: IntensitySettings = DEFAULT_INTENSITIES,
): C {
  const { nonFinite, deviation } = measureIntensities(one.image.data);
  const becomes = settings.normalise.startsWith('z-score') ? "the volume's mean" : '0';
  if (nonFinite > 0) warn(`${one.id}: ${nonFinite} voxels are not finite numbers; they are taken as ${becomes}.`);
  if (deviation === 0) warn(`${one.id}: every voxel has the same value; nothing can be learnt from it.`);
  return { ...one, image: preprocess(one.image, settings) };
}
