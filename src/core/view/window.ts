import type { ViewArray } from './slice';

/** Intensities shown as black and as white. */
export interface GreyWindow {
  readonly low: number;
  readonly high: number;
}

/** What presets are derived from: percentiles of a volume's finite intensities. */
export interface IntensityStatistics {
  readonly least: number;
  readonly most: number;
  /** At 0.5, 5, 95 and 99.5 percent. */
  readonly percentiles: readonly [number, number, number, number];
}

export interface WindowPreset {
  readonly id: string;
  readonly name: string;
  /** Kinds of image it makes sense for. */
  readonly modality: 'CT' | 'MR';
  readonly of: (statistics: IntensityStatistics) => GreyWindow;
}

/** A CT window by centre and width in Hounsfield units, as radiologists name them. */
function hounsfield(id: string, name: string, centre: number, width: number): WindowPreset {
  return { id, name, modality: 'CT', of: () => ({ low: centre - width / 2, high: centre + width / 2 }) };
}

export const WINDOW_PRESETS: readonly WindowPreset[] = [
  { id: 'mr-auto', name: 'MR auto', modality: 'MR', of: ({ percentiles: [low, , , high] }) => spread(low, high) },
  { id: 'mr-contrast', name: 'MR high contrast', modality: 'MR', of: ({ percentiles: [, low, high] }) => spread(low, high) },
  { id: 'full', name: 'Full range', modality: 'MR', of: ({ least, most }) => spread(least, most) },
  hounsfield('ct-soft', 'CT soft tissue', 40, 400),
  hounsfield('ct-liver', 'CT liver', 60, 160),
  hounsfield('ct-brain', 'CT brain', 40, 80),
  hounsfield('ct-lung', 'CT lung', -600, 1500),
  hounsfield('ct-bone', 'CT bone', 400, 1800),
  hounsfield('ct-vessels', 'CT vessels', 300, 600),
];

function spread(low: number, high: number): GreyWindow {
  return high > low ? { low, high } : { low: low - 0.5, high: low + 0.5 };
}

/** Air at -1000 and nothing much below -1100 or over 4000 is what only a CT has. */
export function guessModality({ least, most, percentiles }: IntensityStatistics): 'CT' | 'MR' {
  return least <= -900 && least >= -4096 && most > 200 && percentiles[0] <= -500 ? 'CT' : 'MR';
}

export function defaultPreset(statistics: IntensityStatistics): string {
  return guessModality(statistics) === 'CT' ? 'ct-soft' : 'mr-auto';
}

export function windowOf(preset: string, statistics: IntensityStatistics): GreyWindow {
  const found = WINDOW_PRESETS.find(({ id }) => id === preset) ?? WINDOW_PRESETS[0];
  return found === undefined ? spread(statistics.least, statistics.most) : found.of(statistics);
}

/** Statistics from up to `most` evenly spread voxels; percentiles by sorting them. Not finite ones are left out. */
export function measureStatistics(data: ViewArray, most = 100_000): IntensityStatistics {
  const step = Math.max(1, Math.floor(data.length / most));
  const sample: number[] = [];
  for (let index = 0; index < data.length; index += step) {
    const value = data[index] as number;
    if (Number.isFinite(value)) sample.push(value);
  }
  if (sample.length === 0) return { least: 0, most: 1, percentiles: [0, 0, 1, 1] };
  const sorted = Float64Array.from(sample).sort();
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] as number;
  return { least: at(0), most: at(1), percentiles: [at(0.005), at(0.05), at(0.95), at(0.995)] };
}

/** The window after a drag: right widens it, up makes the picture brighter, a whole panel's length being its width. */
export function dragWindow({ low, high }: GreyWindow, right: number, up: number): GreyWindow {
  const width = (high - low) * 2 ** (2 * right);
  const centre = (low + high) / 2 - up * (high - low);
  return { low: centre - width / 2, high: centre + width / 2 };
}
