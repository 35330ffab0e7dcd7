import type { Report } from '../report';
import type { PromptFile, ResponseSection } from '../types';

interface CheckContext {
  readonly file: PromptFile;
  /** Responses that have text. */
  readonly responses: readonly ResponseSection[];
  /** Tokens of a text, special ones included: an estimate, or exact where an encoder is at hand. */
  readonly countTokens: (text: string) => number;
  /** Is countTokens exact? */
  readonly exact: boolean;
  readonly report: Report;
}

/** Looks at a file and reports what is wrong. Pure: the same file gives the same report. */
export type Check = (context: CheckContext) => void;
