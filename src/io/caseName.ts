import { FileError } from './fileError';
import { splitName } from './formats/registry';

/**
 * A case id becomes part of paths we read and write, and comes from a file a stranger wrote: letters, digits and . _ - + @ = ( ) and
 * spaces inside, no leading dot, no separators of any system.
 */
function isCaseId(id: string): boolean {
  return (
    id.length <= 120 &&
    /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}._\-+@=() ]*$/u.test(id) &&
    !id.includes('..') &&
    !id.endsWith('.') &&
    !id.endsWith(' ')
  );
}

/** What of a name no case name may have, as words behind "its name": "has % (U+0025)"; null for a case name. */
export function caseNameProblem(id: string): string | null {
  if (isCaseId(id)) return null;
  if (id === '') return 'is empty';
  if (id.length > 120) return `has ${id.length} characters, more than 120`;
  const wrong = /[^\p{L}\p{N}\p{M}._\-+@=() ]/u.exec(id)?.[0];
  if (wrong !== undefined) {
    const code = (wrong.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    return `has ${wrong} (U+${code})`;
  }
  if (id.includes('..')) return 'has two dots in a row';
  return /[. ]$/.test(id) ? 'ends with a dot or a space' : 'begins with no letter or digit';
}

/** The id itself. Throws FileError that names the list, the line and the character. */
export function checkCaseId(id: string, list: string, line: number): string {
  const problem = caseNameProblem(id);
  if (problem === null) return id;
  throw new FileError(
    list,
    `line ${line}`,
    `${JSON.stringify(id.slice(0, 80))} is not a case name: it ${problem}.`,
    'Write one file name a line, without folders (such as hippocampus_004).',
  );
}

/**
 * The case id of a name: without the ending of a format, and composed (NFC): macOS writes names decomposed, and both forms are one name
 * to whoever reads them.
 */
export function caseIdOf(name: string): string {
  return (splitName(name)?.stem ?? name).normalize('NFC');
}
