/** Every way in which text can join; one line each. */
import { broadcast } from './broadcast';
import { crossAttention } from './crossAttention';
import { film } from './film';
import { fullMap } from './fullMap';

export const injections = [broadcast, fullMap, film, crossAttention] as const;
export type InjectionKind = (typeof injections)[number]['id'];

/** @throws Error when no injection has this id. */
export function injectionOf(id: InjectionKind): (typeof injections)[number] {
  const found = injections.find((injection) => injection.id === id);
  if (found === undefined)
    throw new Error(`unknown text injection '${id}'; known: ${injections.map((one) => one.id).join(', ')}, off`);
  return found;
}
