/** Every unsupervised loss an experiment can name; one line each. */
import type { z } from 'zod';
import { settingsUnion } from '../schema/union';
import { mse, nll } from './consistency';
import { ce, dice } from './pseudoLabel';
import { usl } from './usl';

export const unsupervisedLosses = [usl, nll, mse, ce, dice] as const;

export const unsupervisedSettings = settingsUnion(unsupervisedLosses);
export type UnsupervisedSettings = z.infer<typeof unsupervisedSettings>;

/** @throws Error when no loss has this id. */
export function unsupervisedLoss(id: UnsupervisedSettings['kind']): (typeof unsupervisedLosses)[number] {
  const found = unsupervisedLosses.find((loss) => loss.id === id);
  if (found === undefined) {
    throw new Error(`unknown unsupervised loss '${id}'; known: ${unsupervisedLosses.map((loss) => loss.id).join(', ')}`);
  }
  return found;
}
