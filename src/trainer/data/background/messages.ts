import type { PlainError } from '../../../io/plainError';
import type { TrainingCase } from '../trainingCase';

/** To the thread that reads. */
export interface ReadRequest {
  readonly seq: number;
  readonly id: string;
  readonly labelled: boolean;
}

/** From the thread that reads. */
export type ReadReply =
  | { readonly seq: number; readonly read: TrainingCase }
  | { readonly seq: number; readonly error: PlainError };

/** The memory of a case's voxels, to be handed over in place of being copied. */
export function buffersOf({ case: { image, label, hiddenLabel } }: TrainingCase): ArrayBuffer[] {
  return [image, label, hiddenLabel].flatMap((volume) => (volume === undefined ? [] : [volume.data.buffer as ArrayBuffer]));
}
