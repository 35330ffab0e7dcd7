import type { ParsedExperiment } from '../../core/config/file/parse';
import type { MachineFacts } from '../../core/config/warnings/types';

/** Questions about the text of an experiment file; `id` names the answer's question. */
export type Question =
  | {
      readonly id: number;
      readonly kind: 'check';
      readonly text: string;
      readonly folder: string;
      readonly machine: MachineFacts;
    }
  | { readonly id: number; readonly kind: 'hover'; readonly path: readonly (string | number)[] };

export type CheckAnswer = Pick<ParsedExperiment, 'problems'> & { readonly memoryBytes: number | null };

export type Answer =
  | { readonly id: number; readonly check: CheckAnswer }
  | { readonly id: number; readonly hover: string | null }
  | { readonly id: number; readonly error: string };
