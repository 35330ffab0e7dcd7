import { withoutTrailingBlanks } from './blanks';
import { escapeMarkdown } from './escape';
import { endOf, spanText } from './places';
import { formatProvenance } from './provenance';
import type { PromptFile, Provenance, ResponseSection, TextEdit } from './types';

/** An answer to put into a file. */
export interface Answer {
  readonly number: number;
  readonly text: string;
  readonly provenance: Provenance;
}

interface Written {
  readonly provenance: string;
  readonly text: string;
}

/** Control characters but tab and line feed have no place in a text file; a lone half of a surrogate pair cannot be saved. */
function storable(text: string): string {
  const plain = text
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/(?![\t\n])\p{Cc}/gu, '')
    .replace(/\p{Cs}/gu, '\ufffd');
  return withoutTrailingBlanks(plain).trim();
}

function written({ text, provenance }: Answer, lineEnding: string): Written {
  return {
    provenance: `> ${formatProvenance(provenance)}`.trimEnd(),
    text: escapeMarkdown(storable(text)).replaceAll('\n', lineEnding),
  };
}

/** An edit that puts a block on lines of its own where the section has no text yet. */
function fillEmpty(file: PromptFile, section: ResponseSection, block: string): TextEdit {
  const { source, lineEnding } = file;
  const { offset } = section.textPlace;
  const before = /[\r\n]$/.test(source.slice(0, offset)) ? '' : lineEnding;
  const gap = section.provenancePlace === null ? '' : lineEnding;
  const after = /^[\r\n]/.test(source.slice(offset)) ? '' : lineEnding;
  return { offset, length: 0, text: `${before}${gap}${block}${lineEnding}${after}` };
}

function replaceIn(file: PromptFile, section: ResponseSection, answer: Answer): TextEdit[] {
  const { provenance, text } = written(answer, file.lineEnding);
  const remarks = section.comments.map((comment) => file.lineEnding + file.lineEnding + spanText(file.source, comment)).join('');
  const lead = section.provenancePlace === null ? `${provenance}${file.lineEnding}${file.lineEnding}` : '';
  const textEdit =
    section.textPlace.length === 0
      ? fillEmpty(file, section, lead + text)
      : { offset: section.textPlace.offset, length: section.textPlace.length, text: lead + text + remarks };
  const { provenancePlace } = section;
  if (provenancePlace === null) return [textEdit];
  return [{ offset: provenancePlace.offset, length: provenancePlace.length, text: provenance }, textEdit];
}

/** Where a response that the file does not have yet belongs: after those with smaller numbers, else after the prompt. */
function insertionOffset(file: PromptFile, number: number): number {
  const smaller = file.responses.findLast((response) => response.number < number);
  const larger = file.responses.find((response) => response.number > number);
  const before = smaller ?? (larger === undefined ? file.prompt : null);
  if (before !== null) return endOf(before.whole);
  return larger?.whole.offset ?? file.source.length;
}

function insertAt(file: PromptFile, offset: number, answers: readonly Answer[]): TextEdit {
  const { source, lineEnding } = file;
  const blocks = answers.map((answer) => {
    const { provenance, text } = written(answer, lineEnding);
    return [`## Response ${answer.number}`, provenance, '', text, ''].join(lineEnding);
  });
  const head = source.slice(0, offset);
  const before =
    head.trim() === '' || /(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)$/.test(head)
      ? ''
      : /[\r\n]$/.test(head)
        ? lineEnding
        : lineEnding + lineEnding;
  const after = offset === source.length ? '' : lineEnding;
  return { offset, length: 0, text: before + blocks.join(lineEnding) + after };
}

/**
 * Edits that put answers into a file and touch nothing but their sections: the text and the line of provenance are replaced, a section that
 * is missing is made. Comments beside the text, other sections, settings and line endings stay byte for byte; comments amid the old text
 * follow the new one.
 */
export function replaceResponses(file: PromptFile, answers: readonly Answer[]): TextEdit[] {
  const edits: TextEdit[] = [];
  const missing = new Map<number, Answer[]>();
  for (const answer of [...answers].sort((a, b) => a.number - b.number)) {
    const section = file.responses.find(({ number }) => number === answer.number);
    if (section !== undefined) {
      edits.push(...replaceIn(file, section, answer));
      continue;
    }
    const offset = insertionOffset(file, answer.number);
    missing.set(offset, [...(missing.get(offset) ?? []), answer]);
  }
  for (const [offset, group] of missing) edits.push(insertAt(file, offset, group));
  return edits.sort((a, b) => a.offset - b.offset);
}

export function replaceResponse(file: PromptFile, answer: Answer): TextEdit[] {
  return replaceResponses(file, [answer]);
}

/** The text after edits, whose offsets all refer to the text before. Throws RangeError when two of them overlap. */
export function applyEdits(source: string, edits: readonly TextEdit[]): string {
  let result = '';
  let position = 0;
  for (const edit of [...edits].sort((a, b) => a.offset - b.offset)) {
    if (edit.offset < position || endOf(edit) > source.length) throw new RangeError('The edits overlap or leave the text.');
    result += source.slice(position, edit.offset) + edit.text;
    position = endOf(edit);
  }
  return result + source.slice(position);
}
