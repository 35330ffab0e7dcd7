import type { PhantomOptions } from '../../../core/phantom/phantom';
import type { RegionThresholds } from '../../../core/view/regions';
import type { FileSettings } from '../../../io/formats/types';
import type { ViewerMessage, ViewLayer } from '../../../protocol/viewer';

export interface FileSource {
  readonly kind: 'file';
  readonly path: string;
  /** What the run says of files that do not say it themselves; the schema's defaults without it. */
  readonly settings?: FileSettings;
}

/** Where the voxels of a layer come from. `classes` maps stored label values to classes; values it does not name are shown as they are. */
type LayerSource =
  | FileSource
  | { readonly kind: 'phantom'; readonly index: number; readonly options: PhantomOptions; readonly part: 'image' | 'label' };

export interface LayerRequest {
  readonly layer: ViewLayer;
  readonly source: LayerSource;
  readonly classes?: Readonly<Record<number, number>> | 'binary';
}

/** Saved probabilities of one model: a file for each class but the background, in their order. */
export interface MapRequest {
  readonly of: 'first' | 'second';
  readonly files: readonly string[];
  /** Null: the run's loss has no sets. */
  readonly thresholds: RegionThresholds | null;
}

/** What the worker thread is asked. */
export type WorkerRequest =
  | {
      readonly kind: 'open';
      readonly generation: number;
      readonly layers: readonly LayerRequest[];
      readonly maps: readonly MapRequest[];
    }
  | {
      readonly kind: 'slice';
      readonly generation: number;
      readonly layer: ViewLayer;
      readonly plane: 'axial' | 'coronal' | 'sagittal';
      readonly index: number;
    }
  | { readonly kind: 'received'; readonly generation: number; readonly bytes: number };

/** The worker answers in the page's own messages, which the host passes on. */
export type WorkerAnswer = Extract<ViewerMessage, { kind: 'grid' | 'statistics' | 'slice' | 'slab' | 'complete' | 'problem' }>;
