import type { DataSettings, LabelsSettings } from './sections/data';

/** Stored label value -> class, or 'binary': everything but 0 is class 1. */
export type LabelTable = 'binary' | Readonly<Record<number, number>>;

/** The rule of `data.labels` without names. A table maps 0 to 0 unless it says otherwise. */
export function labelTable(labels: LabelsSettings): LabelTable {
  if (labels === 'binary') return 'binary';
  const entries = Object.entries(labels).map(([value, entry]): [number, number] => [
    Number(value),
    typeof entry === 'number' ? entry : entry.class,
  ]);
  return { 0: 0, ...Object.fromEntries(entries) };
}

/** Names of classes 0..K-1 for people: those of the table, else 'background', 'foreground' or 'class 2'. */
export function classNames({ labels, classes }: Pick<DataSettings, 'labels' | 'classes'>): string[] {
  const named = new Map<number, string>();
  for (const entry of labels === 'binary' ? [] : Object.values(labels)) {
    if (typeof entry !== 'number' && entry.name !== undefined && !named.has(entry.class)) named.set(entry.class, entry.name);
  }
  const fallback = (index: number): string => {
    if (index === 0) return 'background';
    return classes === 2 ? 'foreground' : `class ${index}`;
  };
  return Array.from({ length: classes }, (_, index) => named.get(index) ?? fallback(index));
}
