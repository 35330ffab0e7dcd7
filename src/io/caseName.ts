import { FileError } from './fileError';

/**
 * A case id becomes part of paths we read and write, and comes from a file a stranger wrote: letters, digits and . _ - + @ = ( ) and
 * spaces inside, no leading dot, no separators of any system.
 */
export function isCaseId(id: string): boolean {
  return (
    id.length <= 120 &&
    /^[\p{L}\p{N}_][\p{L}\p{N}\p{M}._\-+@=() ]*$/u.test(id) &&
    !id.includes('..') &&
    !id.endsWith('.') &&
    !id.endsWith(' ')
  );
}

/** The id itself. Throws FileError that names the list and the line. */
export function checkCaseId(id: string, list: string, line: number): string {
  if (!isCaseId(id)) {
    throw new FileError(
      list,
      `line ${line}`,
      `${JSON.stringify(id.slice(0, 80))} is not a case name.`,
      'Write one file name a line, without folders (such as hippocampus_004).',
    );
  }
  return id;
}

/** The case id of a file name: without the ending of a format. */
export function caseIdOf(name: string): string {
  return name.replace(/\.(nii(\.gz)?|h5|hdf5)$/i, '');
}
