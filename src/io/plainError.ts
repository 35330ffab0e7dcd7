import { FileError } from './fileError';

/** An error as plain data, for messages between threads: a copied FileError would have lost what it is. */
export type PlainError =
  | { readonly kind: 'file'; readonly file: string; readonly field: string; readonly problem: string; readonly fix: string }
  | { readonly kind: 'other'; readonly message: string };

export function plainError(error: unknown): PlainError {
  if (error instanceof FileError) {
    const { file, field, problem, fix } = error;
    return { kind: 'file', file, field, problem, fix };
  }
  return { kind: 'other', message: error instanceof Error ? error.message : String(error) };
}

export function errorOf(error: PlainError): Error {
  if (error.kind === 'other') return new Error(error.message);
  return new FileError(error.file, error.field, error.problem, error.fix);
}
