/**
 * A sentence below a table: a text with {0}, {1} ... in place of values, so that a page can say it in another language. The words of the
 * value may have a translation of their own.
 */
export interface Note {
  readonly text: string;
  readonly values: readonly (string | Note)[];
}

export function note(text: string, ...values: readonly (string | Note)[]): Note {
  return { text, values };
}

/** In English, as files have it. */
export function sentence({ text, values }: Note): string {
  return text.replace(/\{(\d)\}/g, (place, index: string) => {
    const value = values[Number(index)];
    return value === undefined ? place : typeof value === 'string' ? value : sentence(value);
  });
}

/** Each sentence once, where it came first. */
export function distinct(notes: readonly Note[]): Note[] {
  return [...new Map(notes.map((one) => [JSON.stringify(one), one])).values()];
}
