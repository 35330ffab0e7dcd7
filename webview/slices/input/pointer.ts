import { panned, pixelAt, zoomed } from '../../../src/core/view/geometry';
import { clampVoxel, planeAxes, sliceSize, voxelOfPixel } from '../../../src/core/view/plane';
import { dragWindow, type GreyWindow } from '../../../src/core/view/window';
import type { Triple } from '../../../src/core/volume/types';
import type { SliceView } from '../screen/view';
import type { ViewState } from '../state';

export interface PointerTarget {
  readonly state: () => ViewState;
  readonly size: () => Triple | null;
  readonly voxel: () => Triple;
  readonly window: () => GreyWindow;
  readonly change: (change: Partial<ViewState>) => void;
  readonly hover: (voxel: Triple | null) => void;
  readonly step: (view: SliceView, slices: number) => void;
}

/**
 * Left button: crosshair. Middle, or left with Shift: pan. Right: window (sideways) and level (up). Wheel: slices; with Ctrl or Cmd:
 * zoom around the pointer.
 */
export function followPointer(view: SliceView, target: PointerTarget): void {
  const { element } = view;
  let last: { x: number; y: number } | null = null;
  let rest = 0;
  const voxelAt = (event: MouseEvent): Triple | null => {
    const size = target.size();
    if (view.place === null || size === null) return null;
    const box = element.getBoundingClientRect();
    const { fit, ratio } = view.place;
    const pixel = pixelAt(fit, (event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio);
    const voxel = voxelOfPixel(size, view.plane, target.voxel()[planeAxes(view.plane).through], pixel);
    return clampVoxel(size, voxel);
  };
  const point = (event: MouseEvent): void => {
    const voxel = voxelAt(event);
    if (voxel !== null) target.change({ voxel });
  };
  element.addEventListener('contextmenu', (event) => event.preventDefault());
  element.addEventListener('pointerdown', (event) => {
    element.setPointerCapture(event.pointerId);
    last = { x: event.clientX, y: event.clientY };
    if (event.button === 0 && !event.shiftKey) point(event);
    if (event.button === 1) event.preventDefault();
  });
  element.addEventListener('pointermove', (event) => {
    target.hover(voxelAt(event));
    if (last === null || event.buttons === 0) return;
    const [dx, dy] = [event.clientX - last.x, event.clientY - last.y];
    last = { x: event.clientX, y: event.clientY };
    const size = target.size();
    if (view.place === null || size === null) return;
    if (event.buttons & 2) {
      target.change({ window: dragWindow(target.window(), dx / element.clientWidth, -dy / element.clientHeight) });
    } else if (event.buttons & 4 || event.shiftKey) {
      const { fit, ratio } = view.place;
      target.change({ look: panned(target.state().look, fit, sliceSize(size, view.plane), dx * ratio, dy * ratio) });
    } else {
      point(event);
    }
  });
  element.addEventListener('pointerup', () => {
    last = null;
  });
  element.addEventListener('pointerleave', () => target.hover(null));
  element.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const size = target.size();
      if (view.place === null || size === null) return;
      if (event.ctrlKey || event.metaKey) {
        const { fit, ratio } = view.place;
        const box = element.getBoundingClientRect();
        const { u, v } = pixelAt(fit, (event.clientX - box.left) * ratio, (event.clientY - box.top) * ratio);
        const { width, height } = sliceSize(size, view.plane);
        target.change({ look: zoomed(target.state().look, 2 ** (-event.deltaY / 300), { u: u / width, v: v / height }) });
        return;
      }
      // A notch of a wheel is 100 or 120; a trackpad sends many small steps that add up to one.
      rest += event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY / 100 : event.deltaY / 3;
      const slices = Math.trunc(rest) || (Math.abs(event.deltaY) >= 50 ? Math.sign(event.deltaY) : 0);
      if (slices === 0) return;
      rest = 0;
      target.step(view, -slices);
    },
    { passive: false },
  );
}
