/** What a sweep over text.beta is made of: pure. */
type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Table 5 of the paper, for the left atrium and for the pancreas, and the control without text that it lacks. */
const LEFT_ATRIUM = [0, 0.001, 0.01, 0.1];
const PANCREAS = [0, 0.1, 1, 2];

/** Values to propose for an experiment file's content. */
export function proposedBetas({ preset }: Json): readonly number[] {
  return typeof preset === 'string' && /^(pancreas|brats)/.test(preset) ? PANCREAS : LEFT_ATRIUM;
}

/** '0.1, 0.2' -> [0.1, 0.2]; null when a part is no number from 0 to 10. */
export function parseBetas(text: string): number[] | null {
  const values = text
    .split(/[\s,;]+/)
    .filter((part) => part !== '')
    .map(Number);
  return values.length > 0 && values.every((value) => value >= 0 && value <= 10) ? [...new Set(values)] : null;
}

/** The content for one value; its name says which, so that the runs can be told apart. */
export function withBeta(values: Json, file: string, beta: number): Json {
  const name = typeof values['name'] === 'string' ? values['name'] : file;
  return { ...values, name: `${name}, beta ${beta}`, text: { ...object(values['text']), beta } };
}
