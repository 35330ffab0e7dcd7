/** A JSON text with comments as a tree, and complaints about places in it: what experiment files and study files share. */
import type { Node, ParseError } from 'jsonc-parser';
import { printParseErrorCode } from 'jsonc-parser';
import { lineFinder, readTree, repeatedKeys, whyUnreadable } from './tree';
import type { Fix, Problem } from './types';

/** What a person is shown of one file. */
export const MOST_PROBLEMS = 100;

/** A problem before its place is a line and a column. */
export type Draft = Omit<Problem, 'line' | 'column'>;
const ORDER = { error: 0, warning: 1, hint: 2 } as const;

const failed = (problem: Draft): { drafts: Draft[] } => ({ drafts: [problem] });
const whole = (message: string, length: number): Draft => ({ severity: 'error', path: '', offset: 0, length, message });

/** Stands for complaints that are not told. */
export function others(count: number, offset: number): Draft {
  return {
    severity: 'error',
    path: '',
    offset,
    length: 1,
    message: `And ${count} more. They are told when those before are mended.`,
  };
}

function readable(code: ParseError['error']): string {
  const words = printParseErrorCode(code)
    .replace(/([A-Z])/g, ' $1')
    .trim()
    .toLowerCase();
  return `This is not JSON: ${words}.`;
}

/** @param what the file should hold: 'experiment'. */
export function treeOf(text: string, what: string): { root: Node; drafts: Draft[] } | { drafts: Draft[] } {
  const unreadable = whyUnreadable(text, what);
  if (unreadable !== null) return failed(whole(unreadable, 1));
  const errors: ParseError[] = [];
  const root = readTree(text, errors);
  const drafts = errors.slice(0, MOST_PROBLEMS).map(
    ({ error, offset, length }): Draft => ({
      severity: 'error',
      path: '',
      offset,
      length,
      message: readable(error),
      ofJson: true,
    }),
  );
  if (errors.length > MOST_PROBLEMS) drafts.push(others(errors.length - MOST_PROBLEMS, errors[MOST_PROBLEMS]?.offset ?? 0));
  if (root === undefined) return drafts.length > 0 ? { drafts } : failed(whole('The file is empty. Write an object: {}.', 0));
  if (root.type !== 'object') {
    const article = /^[aeiou]/.test(what) ? 'An' : 'A';
    return failed(whole(`${article} ${what} is an object: it begins with { and ends with }.`, text.length));
  }
  return { root, drafts };
}

/** A replacement of a key or a word, in its quotes. */
export function rewrite({ offset, length }: Node, word: string): Fix {
  return { title: `Change to '${word}'`, edits: [{ offset, length, text: JSON.stringify(word) }] };
}

export function at(node: Node, rest: Omit<Draft, 'offset' | 'length'>): Draft {
  return { ...rest, offset: node.offset, length: node.length };
}

/** A warning for each key that an object has twice. */
export function repetitions(root: Node): Draft[] {
  return repeatedKeys(root, MOST_PROBLEMS).map((key) =>
    at(key, {
      severity: 'warning',
      path: String(key.value),
      message: `${key.value} stands twice in this object; the last one counts.`,
      ofJson: true,
    }),
  );
}

/** With line and column, errors first, then by place. */
export function placed(text: string, drafts: readonly Draft[]): Problem[] {
  const locate = lineFinder(text);
  return drafts
    .map((draft) => ({ ...draft, ...locate(draft.offset) }))
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || a.offset - b.offset);
}
