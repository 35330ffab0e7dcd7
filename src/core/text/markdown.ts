import { isBlank, trimBlanks } from './blanks';
import type { Span } from './types';

/** A line without its ending. */
interface Line extends Span {
  readonly text: string;
}

export interface Heading {
  /** 1 or 2. */
  readonly level: number;
  readonly title: string;
  /** The line without its ending. */
  readonly line: Span;
  /** Where the next line starts. */
  readonly bodyOffset: number;
}

export interface Outline {
  /** Headings of level 1 and 2, in order; none inside a comment or a fenced block. */
  readonly headings: readonly Heading[];
  /** HTML comments, delimiters included. */
  readonly comments: readonly Span[];
  /** Where a comment or fence begins that never ends; it is read as plain text. */
  readonly unclosed: readonly Span[];
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}(#{1,2})(?=[ \t])/;

function* linesOf(source: string, from: number): Generator<Line & { next: number }> {
  const ending = /\r\n|\n|\r/g;
  let offset = from;
  while (offset < source.length) {
    ending.lastIndex = offset;
    const match = ending.exec(source);
    const end = match?.index ?? source.length;
    const next = match === null ? source.length : end + match[0].length;
    yield { offset, length: end - offset, text: source.slice(offset, end), next };
    offset = next;
  }
}

/** The mark of a line that opens or closes a fenced block. Backticks after backticks are inline code. */
function fenceOf(text: string): string | null {
  const mark = FENCE.exec(text)?.[1];
  if (mark === undefined) return null;
  return mark.startsWith('`') && text.trimStart().slice(mark.length).includes('`') ? null : mark;
}

/** Level and words of a line that is a heading of level 1 or 2; number signs after the words, and a blank before them, mean nothing. */
function headingOf(text: string): { level: number; title: string } | null {
  const match = HEADING.exec(text);
  if (match === null) return null;
  const [start, marks = ''] = match;
  const words = trimBlanks(text.slice(start.length));
  let end = words.length;
  while (words[end - 1] === '#') end--;
  return { level: marks.length, title: isBlank(words[end - 1]) ? trimBlanks(words.slice(0, end)) : words };
}

/** Where the last bare line of each fence mark is, so that an opening without a closing one is known without a second search. */
function lastFences(source: string, from: number): Map<string, number> {
  const last = new Map<string, number>();
  for (const { text, offset } of linesOf(source, from)) {
    const mark = fenceOf(text);
    if (mark !== null && text.trim() === mark) last.set(mark, offset);
  }
  return last;
}

/** Comments that begin on a line at or after `start`; `<!--` after a backslash is text. `end`: where reading goes on. */
function commentsOn(
  source: string,
  line: Line,
  start: number,
  lastClosing: number,
): { found: Span[]; end: number; open: Span | null } {
  const found: Span[] = [];
  let end = start;
  for (;;) {
    const position = line.text.indexOf('<!--', end - line.offset);
    const open = line.offset + position;
    if (position < 0 || end > line.offset + line.length) return { found, end, open: null };
    if (source[open - 1] === '\\') {
      end = open + 4;
    } else if (lastClosing < open + 4) {
      return { found, end: open + 4, open: { offset: open, length: 4 } };
    } else {
      end = source.indexOf('-->', open + 4) + 3;
      found.push({ offset: open, length: end - open });
    }
  }
}

/** Reads what structures a prompt file from `from` on: headings of level 1 and 2, and comments. Linear in the length of the text. */
export function outline(source: string, from: number): Outline {
  const headings: Heading[] = [];
  const comments: Span[] = [];
  const unclosed: Span[] = [];
  const lastClosing = source.lastIndexOf('-->');
  const fences = lastFences(source, from);
  let fence: string | null = null;
  let resume = from;
  for (const line of linesOf(source, from)) {
    const mark = fenceOf(line.text);
    if (fence !== null) {
      if (mark === fence && line.text.trim() === mark) fence = null;
      continue;
    }
    const atStart = line.offset >= resume;
    if (!atStart && line.offset + line.length <= resume) continue;
    if (atStart && mark !== null) {
      if ((fences.get(mark) ?? -1) > line.offset) {
        fence = mark;
        continue;
      }
      unclosed.push({ offset: line.offset, length: line.length });
    }
    const heading = atStart ? headingOf(line.text) : null;
    if (heading !== null)
      headings.push({ ...heading, line: { offset: line.offset, length: line.length }, bodyOffset: line.next });
    const { found, end, open } = commentsOn(source, line, Math.max(resume, line.offset), lastClosing);
    comments.push(...found);
    resume = Math.max(resume, end);
    if (open !== null) unclosed.push(open);
  }
  return { headings, comments, unclosed };
}
