import { isAbsolute, join, relative, resolve } from 'node:path';
import { caseIdOf, caseNameProblem, checkCaseId } from './caseName';
import { FileError } from './fileError';
import type { TextFileKind } from './textFile';
import { readTextFileIfAny } from './textFile';

/** Case ids of a data set in the order of its lists: the first n training cases are the annotated ones of an experiment with n labels. */
export interface Splits {
  /** The cases of unlabelled.txt come last. */
  readonly train: readonly string[];
  readonly validation?: readonly string[];
  readonly test: readonly string[];
}

const LIST: TextFileKind = { what: 'list of cases', mostBytes: 16 * 2 ** 20, fix: 'Write one case a line.' };

/** Where a list may lie; the community's loaders call theirs train.list. */
const placesOf = (name: string): string[] => [join('splits', `${name}.txt`), `${name}.txt`, `${name}.list`];

/** A file outside the data folder may be no list at all, and an experiment of a stranger may name any: nothing of it is shown. */
function isOutside(folder: string, path: string): boolean {
  const place = relative(folder, path);
  return place.startsWith('..') || isAbsolute(place);
}

function refuseForeign(path: string, text: string): void {
  const lines = text.split(/\r\n|\r|\n/);
  const wrong = lines.findIndex((line) => !/^\s*(?:#|$)/.test(line) && caseNameProblem(caseIdOf(line.trim())) !== null);
  if (wrong >= 0)
    throw new FileError(
      path,
      `line ${wrong + 1}`,
      'it is not a case name: this is no list of cases.',
      'Name a list with one case a line.',
    );
}

function parseList(path: string, text: string): string[] {
  const lines = new Map<string, number>();
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const entry = raw.trim();
    if (entry === '' || entry.startsWith('#')) return;
    const id = checkCaseId(caseIdOf(entry), path, index + 1);
    const before = lines.get(id);
    if (before !== undefined)
      throw new FileError(path, `line ${index + 1}`, `${id} is already on line ${before}.`, 'List every case once.');
    lines.set(id, index + 1);
  });
  if (lines.size === 0) throw new FileError(path, 'file', 'the list is empty.', 'Write the case names into it, one a line.');
  return [...lines.keys()];
}

interface List {
  readonly path: string;
  readonly ids: readonly string[];
}

/** Which lists to take in place of the usual ones: names of cases, or a file, relative to the data folder. */
export interface ListChoice {
  readonly train?: string | readonly string[];
  readonly validation?: string | readonly string[] | null;
  readonly test?: string | readonly string[];
}

async function findList(folder: string, name: keyof ListChoice | 'unlabelled', choice: ListChoice): Promise<List | null> {
  const chosen = name === 'unlabelled' ? undefined : (choice[name] ?? undefined);
  if (typeof chosen === 'object') {
    const where = `data.splits.${name}`;
    return { path: where, ids: parseList(where, chosen.join('\n')) };
  }
  // The schema's default is the usual place, which has older names too.
  const places = chosen === undefined || chosen === join('splits', `${name}.txt`) ? placesOf(name) : [chosen];
  for (const place of places) {
    const path = resolve(folder, place);
    const text = await readTextFileIfAny(path, LIST);
    if (text !== null) {
      if (isOutside(folder, path)) refuseForeign(path, text);
      return { path, ids: parseList(path, text) };
    }
    if (places.length === 1)
      throw new FileError(path, 'file', 'there is no such list.', `Correct data.splits.${name}, or write the list.`);
  }
  return null;
}

function refuseOverlap(first: List, second: List): void {
  const known = new Set(first.ids);
  const both = second.ids.find((id) => known.has(id));
  if (both !== undefined)
    throw new FileError(second.path, both, `the case is in ${first.path} too.`, 'Remove it from one of the two lists.');
}

/**
 * Reads the lists of a data folder (splits/train.txt, test.txt, and where they exist validation.txt and unlabelled.txt); null when there
 * is neither a training nor a test list. A case in two lists is an error, because testing on it would prove nothing. Throws FileError.
 */
export async function findSplits(folder: string, choice: ListChoice = {}): Promise<Splits | null> {
  const [train, test] = [await findList(folder, 'train', choice), await findList(folder, 'test', choice)];
  if (train === null && test === null) return null;
  for (const [name, list] of [
    ['train', train],
    ['test', test],
  ] as const) {
    if (list === null)
      throw new FileError(
        join(folder, 'splits', `${name}.txt`),
        'file',
        'there is no such list.',
        'Write the case names into it, one a line, annotated cases first.',
      );
  }
  const validation = await findList(folder, 'validation', choice);
  const unlabelled = await findList(folder, 'unlabelled', choice);
  const lists = [train, unlabelled, validation, test].filter((list) => list !== null);
  lists.forEach((list, index) => {
    for (const before of lists.slice(0, index)) refuseOverlap(before, list);
  });
  return {
    train: [...(train?.ids ?? []), ...(unlabelled?.ids ?? [])],
    ...(validation === null ? {} : { validation: validation.ids }),
    test: test?.ids ?? [],
  };
}
