/** Spaces and tabs. Loops and no patterns: `[ \t]+$` looks at every blank once for each blank before it. */
export const isBlank = (character: string | undefined): boolean => character === ' ' || character === '\t';

function withoutBlankEnd(line: string): string {
  let end = line.length;
  while (isBlank(line[end - 1])) end--;
  return line.slice(0, end);
}

/** A line without blanks at its ends. */
export function trimBlanks(line: string): string {
  let start = 0;
  while (isBlank(line[start])) start++;
  return withoutBlankEnd(line.slice(start));
}

/** A text with LF line endings, without blanks at the ends of its lines. */
export function withoutTrailingBlanks(text: string): string {
  return text.split('\n').map(withoutBlankEnd).join('\n');
}
