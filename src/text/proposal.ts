/** Generated text that waits for somebody's yes: nothing is written, and the file may change meanwhile. */
import type { Answer } from '../core/text/edit';
import { applyEdits, replaceResponses } from '../core/text/edit';
import { parsePromptFile } from '../core/text/promptFile';
import type { PromptTarget } from './generate';

export interface Proposal extends PromptTarget {
  /** Complete and checked answers so far. */
  readonly answers: readonly Answer[];
}

/** The text of a file as it would be with answers in it. */
export function proposedText(source: string, answers: readonly Answer[]): string {
  return applyEdits(source, replaceResponses(parsePromptFile(source), answers));
}

/**
 * Collects answers in place of writing them. Each new one is checked against the file as it is then and the answers before it.
 * @param read the file's text. @param show is told all answers after each new one.
 */
export function createProposal(read: () => Promise<string>, show: (answers: readonly Answer[]) => Promise<void>): Proposal {
  const byNumber = new Map<number, Answer>();
  const answers = (): Answer[] => [...byNumber.values()];
  return {
    get answers() {
      return answers();
    },
    read: async () => proposedText(await read(), answers()),
    async write(_source, answer) {
      byNumber.set(answer.number, answer);
      await show(answers());
    },
  };
}
