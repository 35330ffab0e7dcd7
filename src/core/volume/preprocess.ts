import { eachChannel } from './channels';
import { measureIntensities, zScore } from './normalise';
import type { PreprocessingSettings } from './settings';
import type { Volume } from './types';

export type IntensitySettings = Pick<PreprocessingSettings, 'window' | 'percentiles' | 'normalise'>;

/** The value below which `share` percent of the finite numbers lie (nearest rank); 0 when none is finite. */
function percentile(sorted: Float32Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((share / 100) * sorted.length))] ?? 0;
}

function clipped(volume: Volume, low: number, high: number): Volume {
  // NaN stays NaN: scaling decides what a voxel without a number becomes.
  return { ...volume, data: volume.data.map((value) => Math.min(high, Math.max(low, value))) };
}

function clippedToPercentiles(volume: Volume, [low, high]: readonly [number, number]): Volume {
  const sorted = volume.data.filter(Number.isFinite).sort();
  return clipped(volume, percentile(sorted, low), percentile(sorted, high));
}

/** (v - offset) * scale in float64; voxels without a number become `otherwise`. */
function scaled(volume: Volume, offset: number, scale: number, otherwise: number): Volume {
  const data = volume.data.map((value) => (Number.isFinite(value) ? (value - offset) * scale : otherwise));
  return { ...volume, data };
}

function minMax(volume: Volume): Volume {
  let [low, high] = [Infinity, -Infinity];
  for (const value of volume.data) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return scaled(volume, low, high > low ? 1 / (high - low) : 0, 0);
}

/** Mean and deviation of the voxels above 0, applied to all (SSL4MIS's BraTS files). */
function zScoreNonzero(volume: Volume): Volume {
  const { mean, deviation } = measureIntensities(volume.data.filter((value) => value > 0));
  return scaled(volume, mean, deviation > 1e-8 * Math.abs(mean) ? 1 / deviation : 0, 0);
}

const SCALINGS: Readonly<Record<IntensitySettings['normalise'], (volume: Volume) => Volume>> = {
  'z-score': zScore,
  'z-score-nonzero': zScoreNonzero,
  'min-max': minMax,
  none: (volume) => scaled(volume, 0, 1, 0),
};

/**
 * Clips to the window, then to the percentiles, then scales, each channel by its own numbers. The result is finite everywhere; the volume
 * given is left as it is.
 */
export function preprocess(volume: Volume, settings: IntensitySettings): Volume {
  return eachChannel(volume, (channel) => preprocessChannel(channel, settings));
}

function preprocessChannel(volume: Volume, { window, percentiles, normalise }: IntensitySettings): Volume {
  const inWindow = window === null ? volume : clipped(volume, window[0], window[1]);
  const inRange = percentiles === null ? inWindow : clippedToPercentiles(inWindow, percentiles);
  return SCALINGS[normalise](inRange);
}
