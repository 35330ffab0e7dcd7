import type { Chart } from './charts';
import type { Row } from './columns';

/** Columns of numbers over one clock of one run, growing at the end. */
export interface Series {
  readonly x: readonly number[];
  /** As long as x; NaN where there is no number. */
  readonly columns: Readonly<Record<string, readonly number[]>>;
}

/** The points of one run. Rows of the same iteration are one point; a lower iteration than the last cuts the end off (a resumed run). */
export interface SeriesStore {
  add(row: Row): void;
  /** Many rows at once, column by column; null where a row says nothing of a column, which keeps what was said before. */
  append(clock: Chart['clock'], x: readonly number[], columns: Readonly<Record<string, readonly (number | null)[]>>): void;
  clear(): void;
  series(clock: Chart['clock']): Series;
}

interface Growing {
  readonly x: number[];
  readonly columns: Record<string, number[]>;
}

function place({ x, columns }: Growing, iteration: number): number {
  while (x.length > 0 && (x.at(-1) as number) > iteration) {
    x.pop();
    for (const column of Object.values(columns)) column.length = Math.min(column.length, x.length);
  }
  if (x.at(-1) !== iteration) x.push(iteration);
  return x.length - 1;
}

export function createSeriesStore(): SeriesStore {
  const clocks = new Map<Chart['clock'], Growing>();
  const of = (clock: Chart['clock']): Growing => {
    const found = clocks.get(clock) ?? { x: [], columns: {} };
    clocks.set(clock, found);
    return found;
  };
  return {
    add({ clock, iteration, values }) {
      const growing = of(clock);
      const at = place(growing, iteration);
      for (const [name, value] of Object.entries(values)) {
        const column = growing.columns[name] ?? [];
        growing.columns[name] = column;
        while (column.length < at) column.push(Number.NaN);
        column[at] = value;
      }
    },
    append(clock, x, columns) {
      const growing = of(clock);
      const places = x.map((iteration) => place(growing, iteration));
      for (const [name, values] of Object.entries(columns)) {
        const column = growing.columns[name] ?? [];
        growing.columns[name] = column;
        for (const [index, at] of places.entries()) {
          const value = values[index] ?? null;
          if (value === null) continue;
          while (column.length < at) column.push(Number.NaN);
          column[at] = value;
        }
        // Rows that a later one of the same batch took back.
        column.length = Math.min(column.length, growing.x.length);
      }
    },
    clear: () => clocks.clear(),
    series(clock) {
      const { x, columns } = of(clock);
      for (const column of Object.values(columns)) while (column.length < x.length) column.push(Number.NaN);
      return { x, columns };
    },
  };
}
