import type { Note } from './note';

/** A table before it is written anywhere: cells are plain text, which each writer escapes for its own format. */
export interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly ReportRow[];
  /** Whole sentences below the table. */
  readonly notes: readonly Note[];
}

export interface ReportRow {
  readonly cells: readonly string[];
  /** true for numbers copied from a publication. */
  readonly published?: boolean;
}
