import { decimate, lowerBound } from './decimate';
import type { Series } from './seriesStore';
import { smooth } from './smooth';

/** One line to draw. */
export interface Line {
  readonly label: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

export interface LineOptions {
  /** Weight of the moving average, 0 for none. */
  readonly smoothing: number;
  /** Only iterations from here to there; all without it. */
  readonly range?: readonly [from: number, to: number] | undefined;
  /** Width of the picture: more points than that make no difference. */
  readonly pixels: number;
  /** A logarithmic axis has no place for 0 and less. */
  readonly logarithmic: boolean;
}

/** A column as it is drawn: smoothed over the whole run, then cut to the range and thinned to the picture's width. */
export function lineOf({ x, columns }: Series, column: string, label: string, options: LineOptions): Line {
  const raw = columns[column];
  if (raw === undefined) return { label, x: [], y: [] };
  const values = smooth(raw, options.smoothing);
  const [from, to] = options.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  // One point beyond each end, so that the line goes on to the edge.
  const start = Math.max(0, lowerBound(x, from) - 1);
  const end = Math.min(x.length, lowerBound(x, to) + 2);
  const kept = decimate(values, start, end, Math.max(1, options.pixels)).filter((index) => {
    const value = values[index] as number;
    return !Number.isNaN(value) && (!options.logarithmic || value > 0);
  });
  return { label, x: kept.map((index) => x[index] as number), y: kept.map((index) => values[index] as number) };
}

/** Lines on one common x axis, as uPlot takes them: null where a line has no point of its own. */
export function aligned(lines: readonly Line[]): { x: number[]; ys: (number | null | undefined)[][] } {
  const x = [...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b);
  const at = new Map(x.map((value, index) => [value, index]));
  const ys = lines.map((line) => {
    // undefined, not null: uPlot draws across what a line merely does not have, and breaks it at null.
    const y = new Array<number | null | undefined>(x.length).fill(undefined);
    line.x.forEach((value, index) => {
      y[at.get(value) as number] = line.y[index];
    });
    return y;
  });
  return { x, ys };
}
