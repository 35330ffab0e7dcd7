/** Every training method an experiment can name; one line each. */
import type { z } from 'zod';
import { settingsUnion } from '../schema/union';
import { llmSegNet } from './llmSegNet';
import { supervised } from './supervised';

export const methods = [llmSegNet, supervised] as const;

export const methodSettings = settingsUnion(methods);
export type MethodSettings = z.infer<typeof methodSettings>;

/** @throws Error when no method has this id. */
export function methodOf(id: MethodSettings['kind']): (typeof methods)[number] {
  const found = methods.find((method) => method.id === id);
  if (found === undefined) throw new Error(`unknown method '${id}'; known: ${methods.map((method) => method.id).join(', ')}`);
  return found;
}
