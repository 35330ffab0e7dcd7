import type { Declaration } from '../../core/declaration/declaration';
import { olderDeclaration } from '../../core/declaration/older';
import type { RunRecord } from './record';

function kindOf(experiment: unknown): string {
  const { method } = (typeof experiment === 'object' && experiment !== null ? experiment : {}) as { method?: unknown };
  const { kind } = (typeof method === 'object' && method !== null ? method : {}) as { kind?: unknown };
  return typeof kind === 'string' ? kind.slice(0, 200) : 'unknown';
}

/** What the run's method declares: who predicts, what is drawn, and which number is the result. */
export function methodOfRecord({ method, experiment }: Pick<RunRecord, 'method' | 'experiment'>): Declaration {
  return method ?? olderDeclaration(kindOf(experiment));
}
