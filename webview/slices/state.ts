import * as z from 'zod/mini';
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

const share = z.number().check(z.minimum(0), z.maximum(1));

/** What a viewer is set to; kept over tab switches and reloads. */
const schema = z.object({
  choice: z.catch(z.nullable(viewChoice), null),
  layout: z.catch(z.enum(LAYOUTS), 'axial'),
  panels: z.catch(z.array(z.enum(PANELS)), ['truth', 'first', 'second', 'difference']),
  style: z.catch(z.enum(STYLES), 'fill'),
  opacity: z.catch(share, 0.35),
  preset: z.catch(z.string(), 'auto'),
  window: z.catch(z.nullable(z.object({ low: z.number(), high: z.number() })), null),
  look: z.catch(
    z.object({ zoom: z.number().check(z.minimum(1), z.maximum(100)), centre: z.object({ u: share, v: share }) }),
    WHOLE,
  ),
  voxel: z.catch(z.nullable(z.tuple([z.number(), z.number(), z.number()])), null),
  truthEverywhere: z.catch(z.boolean(), false),
  smooth: z.catch(z.boolean(), true),
  crosshair: z.catch(z.boolean(), true),
  /** The 3D view: which mask it shows; null while it is closed. */
  volume: z.catch(z.nullable(z.enum(VOLUME_MASKS)), null),
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
