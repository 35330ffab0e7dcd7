import type { Node } from 'jsonc-parser';
import { findNodeAtLocation } from 'jsonc-parser';
import type { Json } from '../merge';

export type Path = readonly (string | number)[];

/** The value of a node. jsonc-parser's own function would let a key '__proto__' change the object's prototype. */
export function jsonOf(node: Node): Json {
  if (node.type === 'object') {
    return Object.fromEntries(
      (node.children ?? []).flatMap(({ children }): [string, Json][] => {
        const [key, value] = children ?? [];
        return key === undefined || value === undefined ? [] : [[String(key.value), jsonOf(value)]];
      }),
    );
  }
  if (node.type === 'array') return (node.children ?? []).map(jsonOf);
  return node.value as Json;
}

/** The node at a path, or the nearest one above it that is written. */
export function nearestNode(root: Node, path: Path): Node {
  for (let depth = path.length; depth > 0; depth--) {
    const node = findNodeAtLocation(root, [...path.slice(0, depth)]);
    if (node !== undefined) return depth === path.length ? node : keyOf(node);
  }
  return root;
}

/** The key of a property's value; a value without key (a list's entry, the root) is itself. */
export function keyOf(value: Node): Node {
  return value.parent?.type === 'property' ? (value.parent.children?.[0] ?? value) : value;
}

/** Keys that an object has twice: the later one counts. */
export function* repeatedKeys(node: Node): Generator<Node> {
  const seen = new Set<string>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key !== undefined) {
      if (seen.has(String(key.value))) yield key;
      seen.add(String(key.value));
    }
    yield* repeatedKeys(child);
  }
}

/** How deep a text nests, told before it is parsed: the parser calls itself at each level. */
export function nesting(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const character of text) {
    if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return deepest;
}

/** Line and column, both from 1, of places in a text. */
export function lineFinder(text: string): (offset: number) => { line: number; column: number } {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) starts.push(match.index + match[0].length);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
}
