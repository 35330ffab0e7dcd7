import type { Place, Span } from './types';

/** Finds lines and columns (both from 1) in one text. CRLF, LF and lone CR end a line. */
export interface Places {
  /** A span of the text with its line and column. */
  at(offset: number, length?: number): Place;
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (const match of source.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

/** How many of the ascending numbers are below a limit. */
function countBelow(limit: number, count: number, numberAt: (index: number) => number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (numberAt(middle) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function createPlaces(source: string): Places {
  const starts = lineStarts(source);
  return {
    at(offset, length = 0) {
      const line = countBelow(offset + 1, starts.length, (index) => starts[index] ?? 0);
      return { offset, length, line, column: offset - (starts[line - 1] ?? 0) + 1 };
    },
  };
}

export const endOf = ({ offset, length }: Span): number => offset + length;

/** Those of the spans, which are in order, that begin inside a span; found without a look at the others. */
export function* spansWithin(spans: readonly Span[], inside: Span): Generator<Span> {
  let index = countBelow(inside.offset, spans.length, (at) => spans[at]?.offset ?? 0);
  for (let span = spans[index]; span !== undefined && span.offset < endOf(inside); span = spans[++index]) yield span;
}

export function spanText(source: string, span: Span): string {
  return source.slice(span.offset, endOf(span));
}
