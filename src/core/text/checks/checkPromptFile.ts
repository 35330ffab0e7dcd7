import { collectInto, firstProblems } from '../report';
import type { Problem, PromptFile } from '../types';
import { estimateTokens } from '../words';
import { checkLanguage } from './language';
import { checkCount, checkTokens, checkWords } from './length';
import { checkOrigin, checkTemplate } from './origin';
import { checkSimilarity } from './similarity';
import { checkTopic } from './topic';
import type { Check } from './types';

/** Every check of the content; one file an idea, one line here. */
const checks: readonly Check[] = [
  checkTemplate,
  checkCount,
  checkWords,
  checkTokens,
  checkSimilarity,
  checkTopic,
  checkLanguage,
  checkOrigin,
];

export interface CheckOptions {
  /** Exact number of tokens of a text, special ones included; an estimate without. */
  readonly countTokens?: ((text: string) => number) | undefined;
}

/** Everything wrong with a prompt file, form and content, in the order of the text, however much that is. */
export function allProblems(file: PromptFile, { countTokens }: CheckOptions = {}): Problem[] {
  const problems: Problem[] = [...file.problems];
  const context = {
    file,
    responses: file.responses.filter(({ text }) => text !== ''),
    countTokens: countTokens ?? estimateTokens,
    exact: countTokens !== undefined,
    report: collectInto(problems),
  };
  for (const check of checks) check(context);
  return problems.sort((a, b) => a.offset - b.offset);
}

/** What is wrong with a prompt file, at most a hundred problems. An error keeps it from being embedded. */
export function checkPromptFile(file: PromptFile, options: CheckOptions = {}): Problem[] {
  return firstProblems(allProblems(file, options));
}
