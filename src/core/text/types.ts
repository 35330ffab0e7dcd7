import type { PromptSettings } from './settings';

/** A part of a text, in UTF-16 code units, as editors count. */
export interface Span {
  readonly offset: number;
  readonly length: number;
}

/** A span with its place for people: line and column from 1. */
export interface Place extends Span {
  readonly line: number;
  readonly column: number;
}

/** 'error' keeps a text from being embedded; 'warning' deserves a look; 'info' is worth knowing. */
export type Severity = 'error' | 'warning' | 'info';

/** Something wrong in a prompt file: where, what, and what to do. */
export interface Problem extends Place {
  readonly severity: Severity;
  /** Names the check, for filters and quick fixes. */
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  /** The response it is about, where it is about one. */
  readonly response?: number;
}

/** Replace `length` code units at `offset` by `text`; the same shape as an editor's edit. */
export interface TextEdit extends Span {
  readonly text: string;
}

/** Where a response came from. Every part is optional, because people write by hand. Hashes are the first 12 digits. */
export interface Provenance {
  readonly author?: string;
  readonly model?: string;
  readonly provider?: string;
  /** When it was written: YYYY-MM-DD, or a full ISO time. */
  readonly date?: string;
  /** Short hash of the prompt as it was sent (promptHash). */
  readonly prompt?: string;
  /** Short hash of the text as it was generated (textHash): another text now was edited by hand. */
  readonly text?: string;
  readonly temperature?: string;
  readonly seed?: string;
  /** Keys this version does not know, kept as they are. */
  readonly other: Readonly<Record<string, string>>;
}

/** A level-2 heading and everything up to the next one of level 1 or 2. */
export interface Section {
  readonly title: string;
  readonly heading: Place;
  /** Heading and body, up to the next section or the end of the file. */
  readonly whole: Span;
  readonly body: Span;
}

export interface PromptSection extends Section {
  /** The template: comments removed, line endings LF, outer blank lines trimmed. */
  readonly template: string;
  readonly templatePlace: Place;
}

export interface ResponseSection extends Section {
  /** The N of "## Response N". */
  readonly number: number;
  /** The line under the heading that says where the text came from; null where there is none. */
  readonly provenance: Provenance | null;
  readonly provenancePlace: Place | null;
  /** The answer: comments removed, Markdown escapes undone, line endings LF, outer blank lines trimmed. '' when nothing is there. */
  readonly text: string;
  /** From the first to the last character of the answer; an empty span where it would stand. */
  readonly textPlace: Place;
  /** The user's comments amid the answer. */
  readonly comments: readonly Span[];
}

export interface FrontMatterField {
  readonly key: Place;
  readonly value: Place;
}

export interface FrontMatter {
  /** Both --- lines included. */
  readonly whole: Place;
  /** Between the --- lines. */
  readonly body: Place;
  /** Every key of the file, known or not. */
  readonly fields: ReadonlyMap<string, FrontMatterField>;
}

/** A *.segprompt.md as it stands. Offsets hold for `source` only. */
export interface PromptFile {
  readonly source: string;
  readonly lineEnding: '\n' | '\r\n';
  readonly frontMatter: FrontMatter | null;
  /** Known settings; a missing or wrong one has its default, and a wrong one its problem. */
  readonly settings: PromptSettings;
  readonly prompt: PromptSection | null;
  /** In the order of the file. */
  readonly responses: readonly ResponseSection[];
  /** All other level-2 sections. */
  readonly otherSections: readonly Section[];
  /** What is wrong with the form; checkPromptFile() adds what is wrong with the content. */
  readonly problems: readonly Problem[];
}
