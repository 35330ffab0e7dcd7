import { diskOf } from './disk';

/**
 * What is wrong with a file, where in it, and what its owner can do: the one error of src/io that a person is meant to read.
 * The message is a paragraph on its own: "<file>: <field>: <problem> <fix>".
 */
export class FileError extends Error {
  override readonly name = 'FileError';
  readonly file: string;
  readonly field: string;
  readonly problem: string;
  readonly fix: string;

  constructor(file: string, field: string, problem: string, fix: string, options?: ErrorOptions) {
    super(`${printable(file)}: ${printable(field)}: ${printable(problem)} ${printable(fix)}`, options);
    this.file = file;
    this.field = printable(field);
    this.problem = printable(problem);
    this.fix = printable(fix);
  }
}

/** File names and header text come from strangers: control characters must not reach a terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}

/** The code of a system error (ENOENT and such), or undefined. */
export function systemCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** Turns a failed open or read into a FileError; anything unknown keeps its own message as the problem. */
export function asFileError(file: string, error: unknown): FileError {
  if (error instanceof FileError) return error;
  const code = systemCode(error);
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  const disk = isFull ? printable(diskOf(file)) : '';
  const known: Record<string, [string, string]> = {
    ENOENT: ['there is no such file.', 'Check the path.'],
    EACCES: ['it may not be read.', 'Change its permissions.'],
    EPERM: ['it may not be opened.', 'Change its permissions.'],
    EISDIR: ['it is a folder.', 'Name a file inside it.'],
    ENOTDIR: ['a part of its path is not a folder.', 'Check the path.'],
    ENOSPC: [`the disk at ${disk} is full.`, 'Free some space there.'],
    EDQUOT: [`the quota on the disk at ${disk} is used up.`, 'Free some space there.'],
    EROFS: ['the disk is read-only.', 'Choose another folder.'],
    EMFILE: ['too many files are open.', 'Raise the limit (ulimit -n).'],
    ELOOP: ['it is a link that leads to itself.', 'Remove the link.'],
  };
  const [problem, fix] = known[code ?? ''] ?? [`${error instanceof Error ? error.message : String(error)}.`, 'Check the file.'];
  return new FileError(file, 'file', problem, fix, { cause: error });
}
