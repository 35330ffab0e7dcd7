import { withoutTrailingBlanks } from './blanks';
import { unescapeMarkdown } from './escape';
import { readFrontMatter } from './frontMatter';
import type { Heading } from './markdown';
import { outline } from './markdown';
import type { Places } from './places';
import { createPlaces, endOf, spansWithin, spanText } from './places';
import { parseProvenance } from './provenance';
import type { Report } from './report';
import { collectInto } from './report';
import { defaultPromptSettings } from './settings';
import type { Problem, PromptFile, PromptSection, ResponseSection, Section, Span } from './types';

const PROMPT_TITLE = /^prompt$/i;
const RESPONSE_TITLE = /^response\s+(\d{1,6})$/i;
/** The quotation under a response's heading; editors that wrap lines make several of it. */
const QUOTATION = /^(?:[ \t]*>[^\r\n]*(?:\r\n|\n|\r|$))+/;

/** Makes the comments of a span blank, so that offsets stay and words do not. `comments` are in order. */
function withoutComments(source: string, span: Span, comments: readonly Span[]): string {
  let text = '';
  let position = span.offset;
  for (const comment of spansWithin(comments, span)) {
    const end = Math.min(endOf(comment), endOf(span));
    text += source.slice(position, comment.offset) + source.slice(comment.offset, end).replace(/[^\r\n]/g, ' ');
    position = end;
  }
  return text + source.slice(position, endOf(span));
}

/** The part of a blanked span that is neither blank at its beginning nor at its end. */
function trimmed(blanked: string, offset: number): Span {
  const start = blanked.length - blanked.trimStart().length;
  const length = blanked.trim().length;
  return length === 0 ? { offset, length: 0 } : { offset: offset + start, length };
}

/** The words of a blanked text as one reads them: LF, no trailing blanks. */
function reading(blanked: string): string {
  return unescapeMarkdown(withoutTrailingBlanks(blanked.replace(/\r\n?/g, '\n')).trim());
}

/** The sections of level 2. Like in any Markdown, a heading of level 1 ends one, too. */
function sectionsOf(source: string, headings: readonly Heading[], places: Places): Section[] {
  return headings.flatMap(({ level, title, line, bodyOffset }, index) => {
    if (level !== 2) return [];
    const end = headings[index + 1]?.line.offset ?? source.length;
    const heading = places.at(line.offset, line.length);
    const whole = { offset: line.offset, length: end - line.offset };
    return [{ title, heading, whole, body: { offset: bodyOffset, length: end - bodyOffset } }];
  });
}

function promptSection(section: Section, source: string, comments: readonly Span[], places: Places): PromptSection {
  const blanked = withoutComments(source, section.body, comments);
  const span = trimmed(blanked, section.body.offset);
  return { ...section, template: reading(blanked), templatePlace: places.at(span.offset, span.length) };
}

function responseSection(
  section: Section,
  number: number,
  source: string,
  comments: readonly Span[],
  places: Places,
): ResponseSection {
  const blanked = withoutComments(source, section.body, comments);
  const lead = /^(?:[ \t]*(?:\r\n|\n|\r))*/.exec(blanked)?.[0].length ?? 0;
  const quotation = QUOTATION.exec(blanked.slice(lead))?.[0] ?? '';
  const rest = blanked.slice(lead + quotation.length);
  const start = section.body.offset + lead + quotation.length;
  const text = trimmed(rest, start);
  const quotationLength = quotation.trimEnd().length;
  return {
    ...section,
    number,
    provenance:
      quotation === ''
        ? null
        : parseProvenance(
            quotation
              .split(/\r\n|\n|\r/)
              .map((line) => line.replace(/^[ \t]*>[ \t]?/, '').trimEnd())
              .join(' '),
          ),
    provenancePlace: quotation === '' ? null : places.at(section.body.offset + lead, quotationLength),
    text: reading(rest),
    textPlace: places.at(text.offset, text.length),
    comments: [...spansWithin(comments, text)],
  };
}

function reportForm(file: Omit<PromptFile, 'problems'>, unclosed: readonly Span[], places: Places, report: Report): void {
  for (const span of unclosed) {
    report(places.at(span.offset, span.length), {
      severity: 'warning',
      code: 'markdown-open',
      message: `"${spanText(file.source, span).trim().slice(0, 20)}" begins a comment or code block that never ends; it is read as text.`,
      fix: 'End it, or put a backslash before it.',
    });
  }
  if (file.prompt === null || file.prompt.template === '') {
    report(file.prompt?.heading ?? places.at(file.source.length), {
      severity: 'error',
      code: 'prompt-missing',
      message: file.prompt === null ? 'There is no section "## Prompt".' : 'The section "## Prompt" is empty.',
      fix: 'Write the prompt for the language model under a heading "## Prompt".',
    });
  }
  const seen = new Set<number>();
  const free = file.responses.reduce((largest, { number }) => Math.max(largest, number), 0) + 1;
  for (const { number, heading } of file.responses) {
    if (seen.has(number)) {
      report(heading, {
        severity: 'error',
        code: 'response-number',
        message: `There are two sections "## Response ${number}".`,
        fix: `Give this one the next free number, ${free}.`,
        response: number,
      });
    }
    seen.add(number);
  }
}

/** A novel; editors parse the file at each pause of the keys. */
export const MOST_PROMPT_CHARACTERS = 2 ** 20;

function tooLong(source: string): PromptFile {
  const problem: Problem = {
    ...createPlaces('').at(0),
    severity: 'error',
    code: 'file-long',
    message: `The file has more than ${MOST_PROMPT_CHARACTERS} characters: it is no prompt file, and is not read.`,
    fix: 'Shorten it.',
  };
  const empty = { frontMatter: null, settings: defaultPromptSettings, prompt: null, responses: [], otherSections: [] };
  return { ...empty, source, lineEnding: '\n', problems: [problem] };
}

/**
 * Reads a *.segprompt.md. Never throws: what is wrong comes back as problems, and what can be read is read. The prompt is the section
 * "## Prompt", the answers are the sections "## Response N"; everything else is the user's and stays.
 */
export function parsePromptFile(source: string): PromptFile {
  if (source.length > MOST_PROMPT_CHARACTERS) return tooLong(source);
  const places = createPlaces(source);
  const problems: Problem[] = [];
  const report = collectInto(problems);
  const { frontMatter, settings } = readFrontMatter(source, places, report);
  const { headings, comments, unclosed } = outline(source, frontMatter === null ? 0 : endOf(frontMatter.whole));
  const sections = sectionsOf(source, headings, places);
  const firstPrompt = sections.find(({ title }) => PROMPT_TITLE.test(title)) ?? null;
  const responses = sections.flatMap((section) => {
    const number = RESPONSE_TITLE.exec(section.title)?.[1];
    return number === undefined ? [] : [responseSection(section, Number(number), source, comments, places)];
  });
  const file = {
    source,
    lineEnding: /\r\n/.test(source) ? ('\r\n' as const) : ('\n' as const),
    frontMatter,
    settings,
    prompt: firstPrompt === null ? null : promptSection(firstPrompt, source, comments, places),
    responses,
    otherSections: sections.filter((section) => section !== firstPrompt && !RESPONSE_TITLE.test(section.title)),
  };
  reportForm(file, unclosed, places, report);
  return { ...file, problems: problems.sort((a, b) => a.offset - b.offset) };
}
