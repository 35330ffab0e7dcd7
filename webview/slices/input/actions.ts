import { WHOLE, zoomed } from '../../../src/core/view/geometry';
import type { ViewerAction } from '../../../src/core/view/keys';
import type { Plane } from '../../../src/core/view/plane';
import { planeAxes } from '../../../src/core/view/plane';
import type { Triple } from '../../../src/core/volume/types';
import type { ViewState } from '../state';
import { LAYOUTS, STYLES } from '../state';
import { crosshairShare, onAxis } from './navigation';

/** What actions work on. */
export interface Controls {
  readonly state: () => ViewState;
  readonly size: () => Triple | null;
  readonly voxel: () => Triple;
  readonly plane: () => Plane;
  readonly change: (change: Partial<ViewState>) => void;
  readonly jump: (what: 'errors' | 'difference') => void;
  readonly nextCase: (by: number) => void;
  readonly help: () => void;
}

/** Moves the crosshair to another slice of a plane, or along an axis of the screen. */
export function goTo({ size, voxel, change }: Controls, plane: Plane, index: number): void {
  const extent = size();
  if (extent !== null) change({ voxel: onAxis(extent, voxel(), planeAxes(plane).through, index) });
}

/** Everything keys and buttons do. */
export function makeActions(controls: Controls): Readonly<Record<ViewerAction, () => void>> {
  const { state, size, voxel, plane, change } = controls;
  const step = (slices: number): void => goTo(controls, plane(), voxel()[planeAxes(plane()).through] + slices);
  const move = (along: 'across' | 'down', by: number): void => {
    const axis = planeAxes(plane())[along];
    const extent = size();
    if (extent !== null) change({ voxel: onAxis(extent, voxel(), axis, voxel()[axis] + by) });
  };
  const zoom = (factor: number): void => change({ look: zoomed(state().look, factor, crosshairShare(size(), voxel(), plane())) });
  const opacity = (by: number): void => change({ opacity: Math.min(1, Math.max(0, state().opacity + by)) });
  return {
    'next-slice': () => step(1),
    'previous-slice': () => step(-1),
    'ten-forward': () => step(10),
    'ten-back': () => step(-10),
    'first-slice': () => goTo(controls, plane(), 0),
    'last-slice': () => goTo(controls, plane(), Number.MAX_SAFE_INTEGER),
    'next-case': () => controls.nextCase(1),
    'previous-case': () => controls.nextCase(-1),
    left: () => move('across', 1),
    right: () => move('across', -1),
    up: () => move('down', 1),
    down: () => move('down', -1),
    'zoom-in': () => zoom(1.25),
    'zoom-out': () => zoom(0.8),
    'zoom-reset': () => change({ look: WHOLE }),
    axial: () => change({ layout: LAYOUTS[0] }),
    coronal: () => change({ layout: LAYOUTS[1] }),
    sagittal: () => change({ layout: LAYOUTS[2] }),
    'all-planes': () => change({ layout: LAYOUTS[3] }),
    'worst-slice': () => controls.jump('errors'),
    'largest-difference': () => controls.jump('difference'),
    style: () => change({ style: STYLES[(STYLES.indexOf(state().style) + 1) % STYLES.length] ?? 'fill' }),
    truth: () => change({ truthEverywhere: !state().truthEverywhere }),
    smooth: () => change({ smooth: !state().smooth }),
    'more-opaque': () => opacity(0.1),
    'less-opaque': () => opacity(-0.1),
    crosshair: () => change({ crosshair: !state().crosshair }),
    help: () => controls.help(),
  };
}
