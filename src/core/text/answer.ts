import { allProblems } from './checks/checkPromptFile';
import type { Answer } from './edit';
import { applyEdits, replaceResponse } from './edit';
import { promptHash, shortHash, textHash } from './hashes';
import { parsePromptFile } from './promptFile';
import { renderPrompt } from './template';
import type { Problem, PromptFile } from './types';

export interface AnswerOrigin {
  readonly provider: string;
  readonly model: string;
  /** YYYY-MM-DD */
  readonly date: string;
  /** As it was sent; undefined when none was. */
  readonly seed?: number | undefined;
}

/** A generated text with all that is known about where it came from. */
export function answerOf(file: PromptFile, number: number, text: string, origin: AnswerOrigin): Answer {
  const { temperature } = file.settings;
  const { provider, model, date, seed } = origin;
  return {
    number,
    text,
    provenance: {
      model,
      provider,
      date,
      prompt: shortHash(promptHash(renderPrompt(file))),
      text: shortHash(textHash(text)),
      ...(temperature === undefined ? {} : { temperature: String(temperature) }),
      ...(seed === undefined ? {} : { seed: String(seed) }),
      other: {},
    },
  };
}

/** Duplicates are reported at the later of the two, which need not be the new one. */
const duplicates = (problems: readonly Problem[]): Problem[] => problems.filter(({ code }) => code === 'response-duplicate');

/** A file's text with an answer in it, and what the checks say about that answer. Nothing else of the file is judged. */
export function withAnswer(source: string, answer: Answer): { source: string; problems: Problem[] } {
  const file = parsePromptFile(source);
  const changed = applyEdits(source, replaceResponse(file, answer));
  const all = allProblems(parsePromptFile(changed));
  const known = new Set(duplicates(allProblems(file)).map(({ response }) => response));
  const made = duplicates(all).filter(({ response }) => response !== answer.number && !known.has(response));
  return { source: changed, problems: [...all.filter(({ response }) => response === answer.number), ...made] };
}

/** Numbers up to the count of the settings whose response is missing or empty. */
export function missingNumbers({ responses, settings: { count } }: PromptFile): number[] {
  const written = new Set(responses.filter(({ text }) => text !== '').map(({ number }) => number));
  return Array.from({ length: count }, (_, index) => index + 1).filter((number) => !written.has(number));
}

/** All numbers of a file: those it has, and those its count asks for. */
export function allNumbers({ responses, settings: { count } }: PromptFile): number[] {
  const wanted = new Set([...responses.map(({ number }) => number), ...Array.from({ length: count }, (_, index) => index + 1)]);
  return [...wanted].sort((a, b) => a - b);
}
