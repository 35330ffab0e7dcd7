import type { Node, ParseError } from 'jsonc-parser';
import { createScanner, findNodeAtLocation, parseTree } from 'jsonc-parser';
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

/** The first so many keys that an object has twice: the later one counts. */
export function repeatedKeys(root: Node, most: number): Node[] {
  const found: Node[] = [];
  for (const key of repeated(root)) if (found.push(key) === most) break;
  return found;
}

function* repeated(node: Node): Generator<Node> {
  const seen = new Set<string>();
  for (const child of node.children ?? []) {
    const key = child.type === 'property' ? child.children?.[0] : undefined;
    if (key !== undefined) {
      if (seen.has(String(key.value))) yield key;
      seen.add(String(key.value));
    }
    yield* repeated(child);
  }
}

/** Kinds of jsonc-parser's tokens; its own names for them vanish when it is compiled. */
const CLOSES = { 1: 2, 3: 4 } as const;
const opens = (token: number): token is 1 | 3 => token === 1 || token === 3;
const END_OF_TEXT = 17;

/**
 * How deep a text nests, told before it is parsed: the parser calls itself at each level. Like the parser it passes over brackets in
 * strings and comments, and over closing ones that close nothing.
 */
export function nesting(text: string): number {
  const scanner = createScanner(text, true);
  const open: number[] = [];
  let deepest = 0;
  for (let token: number = scanner.scan(); token !== END_OF_TEXT; token = scanner.scan()) {
    if (opens(token)) deepest = Math.max(deepest, open.push(CLOSES[token]));
    else if (token === open.at(-1)) open.pop();
  }
  return deepest;
}

const MOST_CHARACTERS = 2 ** 20;
const MOST_NESTING = 64;

/** Why a text is not even parsed, or null: it would take the parser long, or exhaust its stack. */
export function whyUnreadable(text: string, what = 'experiment'): string | null {
  if (text.length > MOST_CHARACTERS) return `The file has more than a million characters: it is no ${what}.`;
  return nesting(text) > MOST_NESTING ? `The file nests deeper than ${MOST_NESTING} levels: it is no ${what}.` : null;
}

/** The tree of an experiment file as far as it can be read; undefined for hostile texts. */
export function readTree(text: string, errors: ParseError[] = []): Node | undefined {
  if (whyUnreadable(text) !== null) return undefined;
  return parseTree(text, errors, { allowTrailingComma: true, disallowComments: false });
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
