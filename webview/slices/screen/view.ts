import { type Fit, fitSlice } from '../../../src/core/view/geometry';
import { orientationMarks } from '../../../src/core/view/marks';
import type { Plane } from '../../../src/core/view/plane';
import { pixelOfVoxel, planeAxes, sliceSize } from '../../../src/core/view/plane';
import type { Affine } from '../../../src/core/volume/affine';
import type { Triple } from '../../../src/core/volume/types';
import { make } from '../../shared/dom';
import { t } from '../../shared/text';
import type { CaseStore } from '../case/caseStore';
import type { PanelId, ViewState } from '../state';
import { overlaysOf } from './overlays';
import { paintAnnotations, paintPicture } from './paint';

/** Panels on which the image steps back. */
const DIMMED: ReadonlySet<PanelId> = new Set(['difference', 'first-probability', 'second-probability', 'uncertainty']);

/** One plane of one panel: the picture and, over it, crosshair and marks. */
export interface SliceView {
  readonly element: HTMLElement;
  readonly panel: PanelId;
  readonly plane: Plane;
  /** How the slice lies in the canvas, in canvas pixels, and how many of them a CSS pixel has; null before the first paint. */
  readonly place: { readonly fit: Fit; readonly ratio: number } | null;
  /** Its canvas pixels. All views are measured before the first is painted: painting in between would have the page laid out again for each. */
  measure(): Box;
  paint(scene: Scene, box: Box): void;
}

interface Box {
  readonly width: number;
  readonly height: number;
  /** Canvas pixels a CSS pixel. */
  readonly ratio: number;
}

/** All that a view needs to know to paint itself. */
export interface Scene {
  readonly store: CaseStore;
  readonly spacing: Triple;
  readonly affine: Affine | null;
  readonly voxel: Triple;
  readonly state: ViewState;
  readonly classes: number;
  /** Without it the first panel is the image alone, and complete. */
  readonly hasTruth: boolean;
  readonly description: (panel: PanelId, plane: Plane) => string;
  /** The image's slice through the window, made once for all panels. */
  readonly grey: (plane: Plane, index: number) => HTMLCanvasElement | null;
}

export function makeSliceView(panel: PanelId, plane: Plane): SliceView {
  const picture = make('canvas', { class: 'picture' });
  const glass = make('canvas', { class: 'glass' });
  const element = make(
    'div',
    { class: 'view', role: 'img', attributes: { 'aria-label': `${panel}, ${plane}`, 'data-panel': panel, 'data-plane': plane } },
    picture,
    glass,
  );
  let place: SliceView['place'] = null;
  let painted = '';
  let glazed = '';
  /** The picture was painted without masks that are on their way. */
  let incomplete = false;
  return {
    element,
    panel,
    plane,
    get place() {
      return place;
    },
    measure() {
      const ratio = devicePixelRatio;
      const pixels = (length: number): number => Math.max(1, Math.round(length * ratio));
      return { width: pixels(element.clientWidth), height: pixels(element.clientHeight), ratio };
    },
    paint({ store, spacing, affine, voxel, state, classes, hasTruth, description, grey }, { width, height, ratio }) {
      for (const canvas of [picture, glass]) {
        if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
      }
      const index = voxel[planeAxes(plane).through];
      const fit = fitSlice(store.size, spacing, plane, { width, height }, state.look);
      place = { fit, ratio };
      const image = grey(plane, index);
      const { style, opacity, smooth, look, truthEverywhere, window } = state;
      // A picture that would come out the same is left alone: moving the crosshair repaints the glass only.
      const wanted = JSON.stringify([
        store.version,
        classes,
        hasTruth,
        index,
        width,
        height,
        look,
        style,
        opacity,
        smooth,
        truthEverywhere,
        window,
        state.preset,
        image === null,
      ]);
      if (wanted !== painted) {
        painted = wanted;
        const isBare = panel === 'truth' && !hasTruth;
        const overlays = isBare ? [] : overlaysOf(store, panel, plane, index, classes, truthEverywhere && hasTruth);
        incomplete = overlays === null;
        const slice = sliceSize(store.size, plane);
        paintPicture(picture, {
          image,
          overlays: overlays ?? [],
          slice,
          fit,
          style,
          opacity,
          smooth,
          dimmed: DIMMED.has(panel),
          ratio,
        });
      }
      const marks = orientationMarks(affine, plane);
      const lean = marks.oblique > 0 ? t('~ oblique {0}°', marks.oblique.toFixed(0)) : '';
      const waiting = image === null || incomplete;
      const note = waiting ? t('loading…') : lean;
      const { u, v } = pixelOfVoxel(store.size, plane, voxel);
      const over = { fit, crosshair: state.crosshair ? { u, v } : null, marks, note, ratio };
      const glazing = JSON.stringify([over, width, height]);
      if (glazing !== glazed) paintAnnotations(glass, over);
      glazed = glazing;
      element.dataset['state'] = waiting ? 'loading' : 'shown';
      element.dataset['marks'] = [marks.left, marks.right, marks.top, marks.bottom].join(' ');
      element.setAttribute('aria-label', description(panel, plane));
    },
  };
}
