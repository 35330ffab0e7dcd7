import { deflateRawSync } from 'node:zlib';
import type { Plane } from '../../../core/view/plane';
import { middleOf, PLANES, planeAxes } from '../../../core/view/plane';
import type { ViewArray } from '../../../core/view/slice';
import { extractSlice } from '../../../core/view/slice';
import { measureStatistics } from '../../../core/view/window';
import type { Triple } from '../../../core/volume/types';
import type { MapLayer, ViewLayer, VoxelType } from '../../../protocol/viewer';
import { MAP_LAYERS } from '../../../protocol/viewer';
import type { Layer } from './loadLayer';
import { loadLayer } from './loadLayer';
import type { CaseMaps } from './maps';
import { loadMaps } from './maps';
import type { LayerRequest, MapRequest, WorkerAnswer, WorkerRequest } from './messages';

/** Voxels of one message: small enough that passing it on takes the extension host a few milliseconds. */
const SLAB_BYTES = 1 << 20;
/** Bytes sent ahead of what the page has taken in, so that a slice asked for now does not wait behind a whole volume. */
const AHEAD_BYTES = 8 << 20;

function isMap(layer: ViewLayer): layer is MapLayer {
  return (MAP_LAYERS as readonly string[]).includes(layer);
}

type Send = (answer: WorkerAnswer, transfer: ArrayBuffer[]) => void;

function typeOf(data: ViewArray): VoxelType {
  if (data instanceof Uint8Array) return 'uint8';
  if (data instanceof Int16Array) return 'int16';
  return data instanceof Uint16Array ? 'uint16' : 'float32';
}

function bytesOf(values: ViewArray): ArrayBuffer {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice().buffer;
}

/** Slabs of whole z slices, from the focus outwards: [first z, end z]. */
function slabOrder(size: Triple, bytesPerVoxel: number, focus: number): [number, number][] {
  const thick = Math.max(1, Math.floor(SLAB_BYTES / (size[0] * size[1] * bytesPerVoxel)));
  const slabs: [number, number][] = [];
  for (let z = 0; z < size[2]; z += thick) slabs.push([z, Math.min(size[2], z + thick)]);
  const distance = ([from, end]: [number, number]): number => Math.abs((from + end - 1) / 2 - focus);
  return slabs.sort((a, b) => distance(a) - distance(b));
}

export interface ViewStream {
  handle(request: WorkerRequest): void;
}

/**
 * Reads the layers of a case and sends them: the grid, the slices in focus as soon as each is whole, then everything in slabs. One case
 * at a time: a new one ends the old one's stream.
 */
export function createViewStream(send: Send): ViewStream {
  let generation = -1;
  let layers = new Map<ViewLayer, Layer>();
  /** Resolves when the probabilities are there, or to null where there are none. */
  let maps: Promise<CaseMaps | null> = Promise.resolve(null);
  let ahead = 0;
  let wake: () => void = () => undefined;

  const post = (answer: WorkerAnswer, transfer: ArrayBuffer[] = []): void => {
    if (answer.generation === generation) send(answer, transfer);
  };

  function sendSlice(own: number, layer: ViewLayer, { data, size }: Layer, plane: Plane, index: number): void {
    const values = extractSlice(data, size, plane, index);
    const buffer = bytesOf(values);
    post({ kind: 'slice', generation: own, layer, plane, index, type: typeOf(data), data: buffer }, [buffer]);
  }

  async function sendSlabs(own: number, name: ViewLayer, { data, size }: Layer): Promise<void> {
    const area = size[0] * size[1];
    const deflated = name !== 'image';
    for (const [from, end] of slabOrder(size, data.BYTES_PER_ELEMENT, middleOf(size)[2])) {
      while (ahead > AHEAD_BYTES && own === generation) await new Promise<void>((resolve) => (wake = resolve));
      if (own !== generation) return;
      const raw = bytesOf(data.subarray(from * area, end * area));
      const buffer = deflated ? bytesOf(deflateRawSync(new Uint8Array(raw), { level: 1 })) : raw;
      ahead += buffer.byteLength;
      post(
        {
          kind: 'slab',
          generation: own,
          layer: name,
          start: from * area,
          type: typeOf(data),
          deflated,
          data: buffer,
          bytes: buffer.byteLength,
        },
        [buffer],
      );
      // Lets a request for a slice in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
    post({ kind: 'complete', generation: own, layer: name });
  }

  async function sendMapSlice(own: number, layer: MapLayer, plane: Plane, index: number): Promise<void> {
    const loaded = await maps;
    const size = layers.get('image')?.size;
    if (own !== generation || size === undefined || index >= size[planeAxes(plane).through]) return;
    const values = loaded?.slice(layer, plane, index) ?? null;
    if (values === null) return;
    const buffer = bytesOf(values);
    post({ kind: 'slice', generation: own, layer, plane, index, type: 'uint8', data: buffer }, [buffer]);
  }

  /** After all that is painted first. A map that cannot be read is a problem of its own, and the masks stay. */
  async function openMaps(own: number, requests: readonly MapRequest[], image: Layer | undefined): Promise<CaseMaps | null> {
    if (requests.length === 0 || image === undefined) return null;
    try {
      return await loadMaps(requests, image.size);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      post({ kind: 'problem', generation: own, layer: 'uncertainty', text });
      return null;
    }
  }

  async function openLayer(own: number, request: LayerRequest): Promise<void> {
    const { layer: name } = request;
    const sent = new Set<Plane>();
    const layer = await loadLayer(request, {
      opened(made) {
        if (own !== generation) return;
        layers.set(name, made);
        if (name === 'image')
          post({ kind: 'grid', generation: own, size: [...made.size], spacing: [...made.spacing], affine: made.affine as never });
      },
      sliceReady(made, plane, index) {
        if (own !== generation) throw new Error('another case was opened');
        if (index !== middleOf(made.size)[planeAxes(plane).through]) return;
        if (name === 'image')
          post({ kind: 'statistics', generation: own, statistics: plain(extractSlice(made.data, made.size, plane, index)) });
        sendSlice(own, name, made, plane, index);
        sent.add(plane);
      },
    });
    if (own !== generation) return;
    if (name === 'image') post({ kind: 'statistics', generation: own, statistics: plain(layer.data) });
    for (const plane of PLANES)
      if (!sent.has(plane)) sendSlice(own, name, layer, plane, middleOf(layer.size)[planeAxes(plane).through]);
  }

  function plain(data: ViewArray): Extract<WorkerAnswer, { kind: 'statistics' }>['statistics'] {
    const { least, most, percentiles } = measureStatistics(data);
    return { least, most, percentiles: [...percentiles] };
  }

  async function open(
    own: number,
    requests: readonly LayerRequest[],
    mapRequests: readonly MapRequest[],
    mapsLoaded: (maps: CaseMaps | null) => void,
  ): Promise<void> {
    const opened = await Promise.all(
      requests.map((request) =>
        openLayer(own, request).then(
          () => request.layer,
          (error: unknown) => {
            layers.delete(request.layer);
            post({
              kind: 'problem',
              generation: own,
              layer: request.layer,
              text: error instanceof Error ? error.message : String(error),
            });
            return null;
          },
        ),
      ),
    );
    const image = layers.get('image');
    void openMaps(own, mapRequests, image).then(mapsLoaded);
    for (const name of opened) {
      const layer = name === null ? undefined : layers.get(name);
      if (name === null || layer === undefined || own !== generation) continue;
      if (image !== undefined && image.size.join() !== layer.size.join()) {
        const text = `${name}: its grid of ${layer.size.join(' x ')} voxels is not the image's ${image.size.join(' x ')}.`;
        post({ kind: 'problem', generation: own, layer: name, text });
        continue;
      }
      await sendSlabs(own, name, layer);
    }
  }

  return {
    handle(request) {
      if (request.kind === 'open') {
        generation = request.generation;
        layers = new Map();
        ahead = 0;
        wake();
        let mapsLoaded: (maps: CaseMaps | null) => void = () => undefined;
        maps = new Promise((resolve) => {
          mapsLoaded = resolve;
        });
        void open(generation, request.layers, request.maps, mapsLoaded);
      } else if (request.generation !== generation) {
        return;
      } else if (request.kind === 'received') {
        ahead = Math.max(0, ahead - request.bytes);
        wake();
      } else if (isMap(request.layer)) {
        void sendMapSlice(generation, request.layer, request.plane, request.index);
      } else {
        const layer = layers.get(request.layer);
        if (layer && request.index < layer.size[planeAxes(request.plane).through])
          sendSlice(generation, request.layer, layer, request.plane, request.index);
      }
    },
  };
}
