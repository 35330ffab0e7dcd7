/** Short forms for pages that are mostly tables and lists; as in dom.ts, text goes in as text only. */
import { make } from './dom';

export type Child = Node | string | null | undefined;
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** `true` sets an empty attribute; false and undefined none. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const set = Object.entries(attributes).filter(([, value]) => value !== undefined && value !== false);
  const texts = Object.fromEntries(set.map(([key, value]) => [key, value === true ? '' : String(value)]));
  return make(name, { attributes: texts }, ...present(children));
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child): child is Node | string => child !== null && child !== undefined);
}

/** Replaces what is inside. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(...present(children));
}

export function on<K extends keyof HTMLElementEventMap, E extends HTMLElement>(
  target: E,
  event: K,
  handle: (event: HTMLElementEventMap[K]) => void,
): E {
  target.addEventListener(event, handle);
  return target;
}
