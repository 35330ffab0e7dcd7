import type { Place, Problem } from './types';

/** Takes a problem at a place. */
export type Report = (place: Place, problem: Omit<Problem, keyof Place>) => void;

/** A report that writes into a list. */
export function collectInto(problems: Problem[]): Report {
  return (place, problem) => problems.push({ ...place, ...problem });
}

/** What a person is shown of one file. */
export const MOST_PROBLEMS = 100;
const GRAVITY = ['error', 'warning', 'info'] as const;

/** The first problems of a list and one that counts the others: as grave as the gravest of them, so that no file looks better than it is. */
export function firstProblems(problems: readonly Problem[]): Problem[] {
  const others = problems.slice(MOST_PROBLEMS);
  const [next] = others;
  if (next === undefined) return [...problems];
  const { offset, length, line, column } = next;
  const severity = GRAVITY.find((one) => others.some((other) => other.severity === one)) ?? 'info';
  const more: Problem = {
    ...{ offset, length, line, column },
    severity,
    code: 'problems-more',
    message: `And ${others.length} more from here on.`,
    fix: 'They are told when those before are mended.',
  };
  return [...problems.slice(0, MOST_PROBLEMS), more];
}
