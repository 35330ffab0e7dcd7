import { FileError } from '../../../io/fileError';
import type { TrainingCase } from '../trainingCase';

/** To the thread that reads. */
export interface ReadRequest {
  readonly seq: number;
  readonly id: string;
  readonly labelled: boolean;
}

/** An error as plain data: a copied FileError would have lost what it is. */
export type PlainError =
  | { readonly kind: 'file'; readonly file: string; readonly field: string; readonly problem: string; readonly fix: string }
  | { readonly kind: 'other'; readonly message: string };

/** From the thread that reads. */
export type ReadReply =
  | { readonly seq: number; readonly read: TrainingCase }
  | { readonly seq: number; readonly error: PlainError };

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

/** The memory of a case's voxels, to be handed over in place of being copied. */
export function buffersOf({ case: { image, label, hiddenLabel } }: TrainingCase): ArrayBuffer[] {
  return [image, label, hiddenLabel].flatMap((volume) => (volume === undefined ? [] : [volume.data.buffer as ArrayBuffer]));
}
