import { z } from 'zod';
import type { Look } from '../../src/core/view/geometry';
import { WHOLE } from '../../src/core/view/geometry';
import type { GreyWindow } from '../../src/core/view/window';
import type { Triple } from '../../src/core/volume/types';
import { MAP_LAYERS, viewChoice } from '../../src/protocol/viewer';

export const PANELS = ['truth', 'first', 'second', 'difference', 'mean', ...MAP_LAYERS] as const;
export type PanelId = (typeof PANELS)[number];
export const STYLES = ['outline', 'fill', 'hatch'] as const;
export type OverlayStyle = (typeof STYLES)[number];
export const LAYOUTS = ['axial', 'coronal', 'sagittal', 'all'] as const;
export type Layout = (typeof LAYOUTS)[number];

/** Masks that the 3D view can show. */
export const VOLUME_MASKS = ['truth', 'first', 'second', 'difference'] as const;
export type VolumeMask = (typeof VOLUME_MASKS)[number];

const share = z.number().min(0).max(1);

/** What a viewer is set to; kept over tab switches and reloads. */
const schema = z.object({
  choice: viewChoice.nullable().catch(null),
  layout: z.enum(LAYOUTS).catch('axial'),
  panels: z.array(z.enum(PANELS)).catch(['truth', 'first', 'second', 'difference']),
  style: z.enum(STYLES).catch('fill'),
  opacity: share.catch(0.35),
  preset: z.string().catch('auto'),
  window: z.object({ low: z.number(), high: z.number() }).nullable().catch(null),
  look: z.object({ zoom: z.number().min(1).max(100), centre: z.object({ u: share, v: share }) }).catch(WHOLE),
  voxel: z.tuple([z.number(), z.number(), z.number()]).nullable().catch(null),
  truthEverywhere: z.boolean().catch(false),
  smooth: z.boolean().catch(true),
  crosshair: z.boolean().catch(true),
  /** The 3D view: which mask it shows; null while it is closed. */
  volume: z.enum(VOLUME_MASKS).nullable().catch(null),
});

export interface ViewState extends Omit<z.infer<typeof schema>, 'look' | 'window' | 'voxel'> {
  look: Look;
  window: GreyWindow | null;
  voxel: Triple | null;
}

/** A remembered state as far as it makes sense; defaults for the rest. */
export function restoreState(remembered: unknown): ViewState {
  const given = typeof remembered === 'object' && remembered !== null ? remembered : {};
  return schema.parse(given);
}
