import { normaliseText } from '../hashes';
import { jaccard, shingles } from '../words';
import type { Check } from './types';

const SHINGLE = 3;
/** Half of the three-word runs in common: the same sentences with some words changed. Different descriptions share under a tenth. */
export const NEAR_DUPLICATE = 0.5;

/** Does each response say something of its own? */
export const checkSimilarity: Check = ({ responses, report }) => {
  const seen = responses.map((response) => ({
    response,
    plain: normaliseText(response.text).toLowerCase(),
    runs: shingles(response.text, SHINGLE),
  }));
  for (const [index, later] of seen.entries()) {
    const { number, textPlace } = later.response;
    for (const earlier of seen.slice(0, index)) {
      const same = earlier.plain === later.plain;
      const share = same ? 1 : jaccard(earlier.runs, later.runs);
      if (share < NEAR_DUPLICATE) continue;
      const other = earlier.response.number;
      report(textPlace, {
        severity: same ? 'error' : 'warning',
        code: same ? 'response-duplicate' : 'response-similar',
        message: same
          ? `Response ${number} is the same as response ${other}.`
          : `Response ${number} is nearly response ${other}: ${Math.round(100 * share)} % of their three-word runs are shared.`,
        fix: `Generate response ${number} again.`,
        response: number,
      });
      break;
    }
  }
};
