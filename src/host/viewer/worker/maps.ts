import type { Plane } from '../../../core/view/plane';
import type { RegionThresholds } from '../../../core/view/regions';
import { averageMaps, foregroundOf, uncertaintyOf, uslRegions } from '../../../core/view/regions';
import { extractSlice } from '../../../core/view/slice';
import type { Triple } from '../../../core/volume/types';
import type { MapLayer } from '../../../protocol/viewer';
import { loadProbability } from './loadLayer';
import type { MapRequest } from './messages';

interface Model {
  /** A volume for each class but the background, in 255ths. */
  readonly classes: readonly Uint8Array[];
  readonly thresholds: RegionThresholds | null;
}

/** Probabilities of a case, kept as they are; what panels show is worked out for the slice that is asked for. */
export interface CaseMaps {
  /** Null where there is nothing to make it from. */
  slice(layer: MapLayer, plane: Plane, index: number): Uint8Array | null;
}

async function loadModel({ files, thresholds }: MapRequest, size: Triple): Promise<Model> {
  const classes: Uint8Array[] = [];
  for (const file of files) classes.push(await loadProbability(file, size));
  return { classes, thresholds };
}

/** Reads the probabilities of one case. Throws an Error that names the file which cannot be read or is of another size. */
export async function loadMaps(requests: readonly MapRequest[], size: Triple): Promise<CaseMaps> {
  const models = new Map<MapRequest['of'], Model>();
  for (const request of requests) models.set(request.of, await loadModel(request, size));
  const cut = ({ classes }: Model, plane: Plane, index: number): Uint8Array[] =>
    classes.map((volume) => extractSlice(volume, size, plane, index));
  return {
    slice(layer, plane, index) {
      const of = (name: MapRequest['of']): Uint8Array[] | null => {
        const model = models.get(name);
        return model === undefined ? null : cut(model, plane, index);
      };
      const regions = (name: MapRequest['of']): Uint8Array | null => {
        const maps = of(name);
        const thresholds = models.get(name)?.thresholds ?? null;
        return maps === null || thresholds === null ? null : uslRegions(maps, thresholds);
      };
      const [first, second] = [of('first'), of('second')];
      if (layer === 'first-probability') return first === null ? null : foregroundOf(first);
      if (layer === 'second-probability') return second === null ? null : foregroundOf(second);
      if (layer === 'first-regions') return regions('first');
      if (layer === 'second-regions') return regions('second');
      const either = first ?? second;
      if (either === null) return null;
      return uncertaintyOf(first !== null && second !== null ? averageMaps(first, second) : either);
    },
  };
}
