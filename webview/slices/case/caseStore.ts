import type { LabelLayer, LabelStore } from '../../../src/core/view/labelStore';
import { createLabelStore, extractLabels, labelAt, storeLabels } from '../../../src/core/view/labelStore';
import type { Plane } from '../../../src/core/view/plane';
import { PLANES, pixelOfVoxel, planeAxes, sliceCount, sliceSize, voxelIndex } from '../../../src/core/view/plane';
import type { ViewArray } from '../../../src/core/view/slice';
import { extractSlice } from '../../../src/core/view/slice';
import type { Triple } from '../../../src/core/volume/types';
import { voxelCount } from '../../../src/core/volume/types';
import type { MapLayer, ViewerMessage, ViewLayer, VoxelType } from '../../../src/protocol/viewer';
import { MAP_LAYERS } from '../../../src/protocol/viewer';
import { SliceCache } from './sliceCache';

type Slab = Extract<ViewerMessage, { kind: 'slab' }>;
type Slice = Extract<ViewerMessage, { kind: 'slice' }>;

const TYPES = { uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, float32: Float32Array } as const;

function isMap(layer: ViewLayer): layer is MapLayer {
  return (MAP_LAYERS as readonly string[]).includes(layer);
}

function isMask(layer: ViewLayer): layer is LabelLayer {
  return layer !== 'image' && !isMap(layer);
}

function typed(type: VoxelType, buffer: ArrayBuffer): ViewArray {
  return new TYPES[type](buffer);
}

async function inflate(buffer: ArrayBuffer): Promise<ArrayBuffer> {
  return new Response(new Blob([buffer]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).arrayBuffer();
}

/** The voxels of one case as far as they have come. */
export class CaseStore {
  readonly size: Triple;
  readonly labels: LabelStore;
  /** Grows with everything that comes in: what was painted before may be out of date. */
  version = 0;
  private image: ViewArray | null = null;
  private readonly slices = new SliceCache();
  /** The last slice cut out of each layer and plane: several panels and frames show the same. */
  private readonly cuts = new Map<string, { readonly key: string; readonly slice: ViewArray }>();
  private readonly loaded = new Map<ViewLayer, Uint8Array>();
  private readonly complete = new Set<ViewLayer>();

  constructor(
    size: Triple,
    highestLabel: number,
    private readonly ask: (layer: ViewLayer, plane: Plane, index: number) => void,
  ) {
    this.size = size;
    this.labels = createLabelStore(size, highestLabel);
  }

  takeSlice({ layer, plane, index, type, data }: Slice): void {
    this.slices.put(`${layer}/${plane}/${index}`, typed(type, data));
    this.version++;
  }

  async takeSlab({ layer, start, type, deflated, data }: Slab): Promise<void> {
    const values = typed(type, deflated ? await inflate(data) : data);
    const area = this.size[0] * this.size[1];
    if (start % area !== 0 || start + values.length > voxelCount(this.size)) return;
    if (layer === 'image') {
      this.image ??= new TYPES[type](voxelCount(this.size));
      this.image.set(values, start);
    } else if (values instanceof Uint8Array && isMask(layer)) {
      storeLabels(this.labels, layer, start, values);
    }
    const flags = this.loaded.get(layer) ?? new Uint8Array(this.size[2]);
    flags.fill(1, start / area, (start + values.length) / area);
    this.loaded.set(layer, flags);
    if (flags.every((flag) => flag === 1)) this.finish(layer);
    this.version++;
  }

  private finish(layer: ViewLayer): void {
    this.complete.add(layer);
    this.slices.clear(`${layer}/`);
  }

  isComplete(layer: ViewLayer): boolean {
    return this.complete.has(layer);
  }

  private here(layer: ViewLayer, plane: Plane, index: number): boolean {
    return this.complete.has(layer) || (plane === 'axial' && this.loaded.get(layer)?.[index] === 1);
  }

  /** A slice as the screen shows it, not to be written to, or null while it is on its way. */
  slice(layer: ViewLayer, plane: Plane, index: number): ViewArray | null {
    if (!isMap(layer) && this.here(layer, plane, index)) {
      return this.cut(layer, plane, index);
    }
    this.request(layer, plane, index);
    // The next ones are likely to be looked at next.
    if (isMap(layer)) for (const beside of [index + 1, index - 1]) this.request(layer, plane, beside);
    return this.slices.get(`${layer}/${plane}/${index}`);
  }

  private cut(layer: LabelLayer | 'image', plane: Plane, index: number): ViewArray | null {
    const [place, key] = [`${layer}/${plane}`, `${index}/${this.version}`];
    const last = this.cuts.get(place);
    if (last?.key === key) return last.slice;
    const slice =
      layer !== 'image'
        ? extractLabels(this.labels, layer, plane, index)
        : this.image && extractSlice(this.image, this.size, plane, index);
    if (slice !== null) this.cuts.set(place, { key, slice });
    return slice;
  }

  private request(layer: ViewLayer, plane: Plane, index: number): void {
    if (index < 0 || index >= sliceCount(this.size, plane)) return;
    if (this.slices.wants(`${layer}/${plane}/${index}`)) this.ask(layer, plane, index);
  }

  labelSlice(layer: ViewLayer, plane: Plane, index: number): Uint8Array | null {
    const slice = this.slice(layer, plane, index);
    return slice instanceof Uint8Array ? slice : null;
  }

  intensity(voxel: Triple): number | null {
    if (this.image === null || !this.here('image', 'axial', voxel[2])) return null;
    return this.image[voxelIndex(this.size, voxel)] ?? null;
  }

  /** All of the image, once it is here. */
  wholeImage(): ViewArray | null {
    return this.complete.has('image') ? this.image : null;
  }

  /** What a map says of a voxel, in 255ths: from any slice through it that is here, else it is asked for. */
  share(layer: MapLayer, voxel: Triple): number | null {
    for (const plane of PLANES) {
      const slice = this.slices.get(`${layer}/${plane}/${voxel[planeAxes(plane).through]}`);
      const { u, v } = pixelOfVoxel(this.size, plane, voxel);
      if (slice !== null) return slice[u + v * sliceSize(this.size, plane).width] ?? null;
    }
    this.request(layer, 'axial', voxel[2]);
    return null;
  }

  label(layer: LabelLayer, voxel: Triple): number | null {
    return this.here(layer, 'axial', voxel[2]) ? labelAt(this.labels, layer, voxelIndex(this.size, voxel)) : null;
  }
}
