import type { Plane } from '../../../src/core/view/plane';
import { sliceSize } from '../../../src/core/view/plane';
import { renderGrey } from '../../../src/core/view/render';
import type { GreyWindow } from '../../../src/core/view/window';
import type { ShownCase } from '../case/shownCase';
import { canvasOf } from './paint';

/** The image's slices through the window, one a plane: all panels show the same. */
export class GreyCache {
  private readonly kept = new Map<Plane, { key: string; canvas: HTMLCanvasElement }>();

  /** Null while the slice is on its way. */
  of({ store, generation }: ShownCase, plane: Plane, index: number, window: GreyWindow): HTMLCanvasElement | null {
    const slice = store?.slice('image', plane, index) ?? null;
    if (store === null || slice === null) return null;
    const key = [generation, index, window.low, window.high].join('/');
    const cached = this.kept.get(plane);
    if (cached?.key === key) return cached.canvas;
    const canvas = canvasOf(renderGrey(slice, window), sliceSize(store.size, plane), cached?.canvas);
    // Coronal and sagittal slices fill up while slabs come in; only whole ones are kept.
    this.kept.set(plane, { key: store.isComplete('image') || plane === 'axial' ? key : '', canvas });
    return canvas;
  }
}
