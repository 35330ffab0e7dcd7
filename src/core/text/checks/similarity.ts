import { normaliseText } from '../hashes';
import type { ResponseSection } from '../types';
import { shingles } from '../words';
import type { Check } from './types';

const SHINGLE = 3;
/** Half of the three-word runs in common: the same sentences with some words changed. Different descriptions share under a tenth. */
export const NEAR_DUPLICATE = 0.5;
/** Responses that are remembered for one run of words: a run that more have says little, and all pairs would take the square of their number. */
const MOST_SHARING = 32;

interface Seen {
  readonly response: ResponseSection;
  readonly runs: number;
}

/** The first earlier response that shares half of its runs (Jaccard), and how much; null when none does. */
function nearest(runs: ReadonlySet<string>, sharing: ReadonlyMap<string, readonly Seen[]>): { seen: Seen; share: number } | null {
  const shared = new Map<Seen, number>();
  for (const run of runs) for (const seen of sharing.get(run) ?? []) shared.set(seen, (shared.get(seen) ?? 0) + 1);
  let first: { seen: Seen; share: number } | null = null;
  for (const [seen, count] of shared) {
    const share = count / (runs.size + seen.runs - count);
    if (share < NEAR_DUPLICATE) continue;
    if (first === null || seen.response.heading.offset < first.seen.response.heading.offset) first = { seen, share };
  }
  return first;
}

/** Does each response say something of its own? One pass: responses are found by the runs of words they share. */
export const checkSimilarity: Check = ({ responses, report }) => {
  const first = new Map<string, ResponseSection>();
  const sharing = new Map<string, Seen[]>();
  for (const response of responses) {
    const { number, text, textPlace } = response;
    const plain = normaliseText(text).toLowerCase();
    const runs = shingles(text, SHINGLE);
    const same = first.get(plain);
    const near = same === undefined ? nearest(runs, sharing) : null;
    const fix = `Generate response ${number} again.`;
    if (same !== undefined)
      report(textPlace, {
        severity: 'error',
        code: 'response-duplicate',
        message: `Response ${number} is the same as response ${same.number}.`,
        fix,
        response: number,
      });
    else if (near !== null)
      report(textPlace, {
        severity: 'warning',
        code: 'response-similar',
        message: `Response ${number} is nearly response ${near.seen.response.number}: ${Math.round(100 * near.share)} % of their three-word runs are shared.`,
        fix,
        response: number,
      });
    if (same !== undefined) continue;
    first.set(plain, response);
    const seen = { response, runs: runs.size };
    for (const run of runs) {
      const list = sharing.get(run);
      if (list === undefined) sharing.set(run, [seen]);
      else if (list.length < MOST_SHARING) list.push(seen);
    }
  }
};
