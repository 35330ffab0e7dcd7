import type { Note } from './note';
import { note } from './note';

/** How a result was made, as far as it decides whether two results can stand side by side (docs/method.md 0 and 1.6). null: not known. */
export interface Protocol {
  readonly data: string | null;
  readonly split: string | null;
  readonly normalisation: string | null;
  readonly cropSource: string | null;
  readonly stride: string | null;
  readonly postProcessing: string | null;
  readonly emptyRule: string | null;
  readonly selection: string | null;
  readonly unit: string | null;
}

const NAMES: Readonly<Record<keyof Protocol, string>> = {
  data: 'data',
  split: 'cases',
  normalisation: 'normalisation',
  cropSource: 'crop',
  stride: 'stride',
  postProcessing: 'post-processing',
  emptyRule: 'rule for empty masks',
  selection: 'choice of the checkpoint',
  unit: 'unit of distances',
};
const FIELDS = Object.keys(NAMES) as (keyof Protocol)[];

/** Why two results are not comparable, one sentence a reason; empty when nothing speaks against it. */
export function whyNotComparable(first: Protocol, second: Protocol): Note[] {
  return FIELDS.flatMap((field) => {
    const [a, b] = [first[field], second[field]];
    if (a === b && a !== null) return [];
    if (a === null || b === null) return [note('The {0} of one is not known ({1}).', NAMES[field], a ?? b ?? 'neither says')];
    return [note('They differ in {0}: {1} and {2}.', NAMES[field], a, b)];
  });
}

/** One line that says how a result was made. */
export function describeProtocol(protocol: Protocol): Note {
  return FIELDS.map((field) => note('{0}: {1}', NAMES[field], protocol[field] ?? 'not stated')).reduce((line, part) =>
    note('{0}; {1}', line, part),
  );
}
