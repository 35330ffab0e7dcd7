import type { Provenance } from '../../schema/field';
import type { PresetName } from '../presets/registry';
import type { Severity } from '../warnings/finding';

/** Replaces `length` characters from `offset`. */
export interface TextEdit {
  readonly offset: number;
  readonly length: number;
  readonly text: string;
}

export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
}

/** Something to say about a place in an experiment file. */
export interface Problem {
  readonly severity: Severity;
  /** Setting it is about ('method.unsupervised.t1'); '' for the whole file. */
  readonly path: string;
  /** Characters (UTF-16) from the start of the text. */
  readonly offset: number;
  readonly length: number;
  /** Both from 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly fix?: Fix | undefined;
  /** A fault of the JSON itself: editors that know JSON show it, too. */
  readonly ofJson?: true;
}

/** Where a value of a resolved experiment comes from, and why the schema's default is what it is. */
export interface Origin {
  /** In the file; by its preset; by the schema; or given on the command line. */
  readonly from: 'written' | 'preset' | 'default' | 'option';
  readonly provenance: Provenance;
}

/** Origins by path of every value (lists and tables of labels count as one value). */
export type Origins = Readonly<Record<string, Origin>>;
export type { PresetName };
