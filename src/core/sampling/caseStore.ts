import type { Case } from '../volume/types';
import type { StreamSizes } from './sampler';

/** Training cases by number, labelled ones first: 0 .. labelled + unlabelled - 1. They may be in memory or be read when asked for. */
export interface CaseStore {
  readonly counts: StreamSizes;
  get(index: number): Promise<Case>;
  /** Begins to read the cases that are about to be asked for; what was begun before and not asked for since is forgotten. */
  ahead(indices: readonly number[]): void;
}

export function bytesOf({ image, label, hiddenLabel }: Case): number {
  return image.data.byteLength + (label?.data.byteLength ?? 0) + (hiddenLabel?.data.byteLength ?? 0);
}

/**
 * Cases that are loaded when first asked for and kept while they fit into `budget` bytes; the one that was not used for longest goes
 * first. One case is always kept, however large. A case that is being loaded is not loaded twice. Cases that were read ahead wait beside the
 * budget until they are asked for: at most those of one call of `ahead`.
 */
export function createCaseStore(counts: StreamSizes, load: (index: number) => Promise<Case>, budget: number): CaseStore {
  const kept = new Map<number, Case>();
  const loading = new Map<number, Promise<Case>>();
  let waiting = new Map<number, Promise<Case>>();
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

  async function fetch(index: number, read: Promise<Case>): Promise<Case> {
    try {
      const one = await read;
      keep(index, one);
      return one;
    } finally {
      loading.delete(index);
    }
  }

  function begin(index: number): Promise<Case> {
    const read = waiting.get(index) ?? load(index);
    waiting.delete(index);
    return fetch(index, read);
  }

  return {
    counts,
    get(index) {
      const known = kept.get(index);
      if (known !== undefined) {
        waiting.delete(index);
        kept.delete(index);
        kept.set(index, known);
        return Promise.resolve(known);
      }
      const pending = loading.get(index) ?? begin(index);
      loading.set(index, pending);
      return pending;
    },
    ahead(indices) {
      waiting = new Map(
        [...new Set(indices)].map((index) => {
          const known = kept.get(index);
          // Also those that are here: they may have to make room before they are asked for.
          const read = known ? Promise.resolve(known) : (loading.get(index) ?? waiting.get(index) ?? load(index));
          // Its error belongs to whoever asks for the case; the run may end before.
          read.catch(() => undefined);
          return [index, read];
        }),
      );
    },
  };
}
