import * as z from 'zod/mini';
import { RESULT_TABS } from '../../src/protocol/results';
import { host } from './host';

/** What the page remembers over tab switches and reloads. */
const stateSchema = z.object({
  tab: z.catch(z.enum(RESULT_TABS), 'curves'),
  selected: z.catch(z.array(z.string()), []),
  smoothing: z.catch(z.number().check(z.minimum(0), z.maximum(0.99)), 0.6),
  logarithmic: z.catch(z.array(z.string()), []),
  hidden: z.catch(z.array(z.string()), []),
  caseRun: z.catch(z.string(), ''),
  sort: z.catch(z.record(z.string(), z.object({ column: z.string(), descending: z.boolean() })), {}),
});
export type PageState = z.infer<typeof stateSchema>;

const remembered = host.recall();
let current: PageState = stateSchema.parse(typeof remembered === 'object' && remembered !== null ? remembered : {});
const listeners: (() => void)[] = [];

export function state(): PageState {
  return current;
}

/** Remembers a change and redraws what depends on it. */
export function change(part: Partial<PageState>): void {
  current = { ...current, ...part };
  host.remember(current);
  for (const listener of listeners) listener();
}

export function onChange(listener: () => void): void {
  listeners.push(listener);
}
