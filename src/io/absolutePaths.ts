import { resolve } from 'node:path';
import type { JsonObject } from '../core/config/merge';
import { valueAt, withValueAt } from '../core/config/merge';
import { bundledPrompts } from '../core/config/sections/text';

const isBundled = (name: string): boolean => (bundledPrompts as readonly string[]).includes(name);
const isRelative = (name: string): boolean => /^\.\.?[/\\]/.test(name);

/** Settings that may hold a path, and when their value is one that is relative to the experiment file. */
const PATHS: readonly (readonly [path: string, isPath: (value: string) => boolean])[] = [
  ['data.source.path', () => true],
  ['data.splits.train', isRelative],
  ['data.splits.validation', isRelative],
  ['data.splits.test', isRelative],
  ['data.patients.file', isRelative],
  ['text.prompt', (name) => !isBundled(name)],
  ['text.otherPrompt', (name) => !isBundled(name)],
  ['text.encoder', isRelative],
];

/** A copy of an experiment file's settings whose paths are absolute, because a run may be resumed from anywhere. */
export function withAbsolutePaths(input: JsonObject, folder: string): JsonObject {
  return PATHS.reduce((whole, [path, isPath]) => {
    const keys = path.split('.');
    const value = valueAt(whole, keys);
    return typeof value === 'string' && isPath(value) ? withValueAt(whole, keys, resolve(folder, value)) : whole;
  }, input);
}
