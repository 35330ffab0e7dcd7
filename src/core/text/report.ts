import type { Place, Problem } from './types';

/** Takes a problem at a place. */
export type Report = (place: Place, problem: Omit<Problem, keyof Place>) => void;

/** A report that writes into a list. */
export function collectInto(problems: Problem[]): Report {
  return (place, problem) => problems.push({ ...place, ...problem });
}
