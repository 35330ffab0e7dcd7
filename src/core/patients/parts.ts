import type { Meaning } from './words';
import { endsPart, meaningOf, takesNumber } from './words';

/** A part of a case name: patient001, frame01, sub-4, 007. */
export interface Part {
  /** As written. */
  readonly text: string;
  /** Place in the name, end excluded. */
  readonly start: number;
  readonly end: number;
  readonly word: string;
  readonly number: string;
  readonly meaning: Meaning;
}

interface Piece {
  readonly text: string;
  readonly start: number;
}

const SEPARATED = /[^_\-.+@=() ]+/gu;
const LETTERS = /^\p{L}[\p{L}\p{M}]*$/u;
const DIGITS = /^\d+$/;

/** patient001frame01 and 001ED are two pieces; so is 01a, whose letter may count scans. */
function cut({ text, start }: Piece): Piece[] {
  const match = /^(.*\d)(\p{L}+)(\d*)$/u.exec(text);
  const [head = '', word = '', number = ''] = match?.slice(1) ?? [];
  const aspect = meaningOf(text, '', '') === 'aspect';
  if (match === null || aspect || !(endsPart(word) || (word.length === 1 && number === ''))) return [{ text, start }];
  return [
    { text: head, start },
    { text: word + number, start: start + head.length },
  ];
}

function partOf({ text, start }: Piece): Part {
  // eslint-disable-next-line regexp/no-super-linear-backtracking -- a part of a case name, which has at most 120 characters
  const [, word = '', number = ''] = /^(\p{L}[\p{L}\p{M}]*)?[^\p{L}\d]*(\d*)$/u.exec(text) ?? [];
  return { text, start, end: start + text.length, word, number, meaning: meaningOf(text, word, number) };
}

/** Names of more parts than this are read as a whole: no scheme of names has so many, and a stranger's may have any number. */
const MOST_PARTS = 16;

/** The parts of a case name, in order. */
export function partsOf(id: string): Part[] {
  const pieces = [...id.matchAll(SEPARATED)].map((match): Piece => ({ text: match[0], start: match.index }));
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const before = joined.at(-1);
    if (before !== undefined && LETTERS.test(before.text) && DIGITS.test(piece.text) && takesNumber(before.text))
      joined[joined.length - 1] = { text: id.slice(before.start, piece.start + piece.text.length), start: before.start };
    else joined.push(piece);
  }
  const parts = joined.flatMap(cut).map(partOf);
  return parts.length > MOST_PARTS ? [partOf({ text: id, start: 0 })] : parts;
}

/** What several parts of one name are called: as written where they stand side by side. */
export function nameOf(id: string, all: readonly Part[], kept: readonly Part[]): string {
  const [first, last] = [kept[0], kept.at(-1)];
  if (first === undefined || last === undefined) return id;
  const together = all.indexOf(last) - all.indexOf(first) === kept.length - 1;
  return together ? id.slice(first.start, last.end) : kept.map(({ text }) => text).join('_');
}
