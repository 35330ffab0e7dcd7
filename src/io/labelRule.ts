/**
 * How the values of label files become classes: 'binary' takes everything but 0 as foreground (hippocampus 1 and 2 become 1); a table
 * names the class of each value, and every value must be in it.
 */
export type LabelRule = 'binary' | Readonly<Record<number, number>>;

/** A value that the rule does not name. */
export class UnknownLabel extends Error {
  override readonly name = 'UnknownLabel';
  readonly value: number;

  constructor(value: number) {
    super(`label value ${value} is not in the table of classes`);
    this.value = value;
  }
}

/** Classes of label values (a new array). Throws UnknownLabel. */
export function applyLabelRule(values: Uint8Array, rule: LabelRule): Uint8Array {
  const table = new Int16Array(256).fill(-1);
  table[0] = 0;
  for (let value = 0; value < 256; value++) {
    const label = rule === 'binary' ? Math.min(value, 1) : rule[value];
    if (label !== undefined) table[value] = label;
  }
  return values.map((value) => {
    const label = table[value] as number;
    if (label < 0) throw new UnknownLabel(value);
    return label;
  });
}
