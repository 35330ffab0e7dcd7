/** Experiments to start from. Only what differs from the schema's defaults is written here. */
import type { ExperimentInput } from './experiment';

export const presets = {
  /**
   * MSD hippocampus, binary, 4 labelled cases: the settings that method.md 2.3 measured. The schema's defaults are its numbers.
   */
  hippocampus: { name: 'hippocampus' },
  /** The synthetic cohort that needs no data: small patches and few iterations, to see everything work in minutes. */
  phantom: { name: 'phantom', iterations: 200, patch: [32, 32, 32] },
} as const satisfies Record<string, ExperimentInput>;

export type PresetName = keyof typeof presets;

export const presetNames = Object.keys(presets) as PresetName[];
