import { z } from 'zod';
import { RESULT_TABS } from '../../src/protocol/results';
import { host } from './host';

/** What the page remembers over tab switches and reloads. */
const stateSchema = z.object({
  tab: z.enum(RESULT_TABS).catch('curves'),
  selected: z.array(z.string()).catch([]),
  smoothing: z.number().min(0).max(0.99).catch(0.6),
  logarithmic: z.array(z.string()).catch([]),
  hidden: z.array(z.string()).catch([]),
  caseRun: z.string().catch(''),
  sort: z.record(z.string(), z.object({ column: z.string(), descending: z.boolean() })).catch({}),
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
