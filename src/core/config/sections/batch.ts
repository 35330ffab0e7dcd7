import { z } from 'zod';
import { field } from '../../schema/field';

const count = z.int().min(0).max(64);

export const batchSettings = z.strictObject({
  labelled: field(count.min(1).default(2), 'Labelled patches an iteration.', 'paper'),
  unlabelled: field(count.default(2), 'Unlabelled patches an iteration; the paper takes as many as labelled ones.', 'paper'),
});
