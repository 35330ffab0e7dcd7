import type { Case } from '../volume/types';
import type { StreamSizes } from './sampler';

/** Training cases by number, labelled ones first: 0 .. labelled + unlabelled - 1. They may be in memory or be read when asked for. */
export interface CaseStore {
  readonly counts: StreamSizes;
  get(index: number): Promise<Case>;
}

function bytesOf({ image, label, hiddenLabel }: Case): number {
  return image.data.byteLength + (label?.data.byteLength ?? 0) + (hiddenLabel?.data.byteLength ?? 0);
}

/**
 * Cases that are loaded when first asked for and kept while they fit into `budget` bytes; the one that was not used for longest goes
 * first. One case is always kept, however large. A case that is being loaded is not loaded twice.
 */
export function createCaseStore(counts: StreamSizes, load: (index: number) => Promise<Case>, budget: number): CaseStore {
  const kept = new Map<number, Case>();
  const loading = new Map<number, Promise<Case>>();
  let bytes = 0;

  function keep(index: number, one: Case): void {
    kept.set(index, one);
    bytes += bytesOf(one);
    for (const [oldest, old] of kept) {
      if (bytes <= budget || oldest === index) break;
      kept.delete(oldest);
      bytes -= bytesOf(old);
    }
  }

  async function fetch(index: number): Promise<Case> {
    try {
      const one = await load(index);
      keep(index, one);
      return one;
    } finally {
      loading.delete(index);
    }
  }

  return {
    counts,
    get(index) {
      const known = kept.get(index);
      if (known !== undefined) {
        kept.delete(index);
        kept.set(index, known);
        return Promise.resolve(known);
      }
      const pending = loading.get(index) ?? fetch(index);
      loading.set(index, pending);
      return pending;
    },
  };
}
