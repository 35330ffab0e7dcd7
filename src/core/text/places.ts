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

export function createPlaces(source: string): Places {
  const starts = lineStarts(source);
  return {
    at(offset, length = 0) {
      let low = 0;
      let high = starts.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if ((starts[middle] ?? 0) <= offset) low = middle;
        else high = middle - 1;
      }
      return { offset, length, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
    },
  };
}

export const endOf = ({ offset, length }: Span): number => offset + length;

export function spanText(source: string, span: Span): string {
  return source.slice(span.offset, endOf(span));
}
