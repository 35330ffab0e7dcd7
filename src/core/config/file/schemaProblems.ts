import type { z } from 'zod';
import { namesUnder, settingIn } from '../catalogue';
import { isObject, valueAt } from '../merge';
import { preview } from '../preview';
import { suggest } from '../suggest';
import type { Path } from './tree';

/** One complaint of the schema, in words that a person can act on. */
export interface SchemaProblem {
  readonly path: Path;
  readonly message: string;
  /** The place is the key, not the value. */
  readonly atKey: boolean;
  /** What to write there instead. */
  readonly replacement?: string | undefined;
}

const dotted = (path: Path): string => path.join('.');

function unknownKeys(keys: readonly string[], path: Path): SchemaProblem[] {
  const known = namesUnder(dotted(path));
  return keys.map((key) => {
    const meant = suggest(key, known);
    const where = path.length === 0 ? '' : ` in ${dotted(path)}`;
    const help = meant === undefined ? `Settings there: ${known.join(', ')}.` : `Did you mean '${meant}'?`;
    return {
      path: [...path, key],
      message: `There is no setting ${preview(key)}${where}. ${help}`,
      atKey: true,
      replacement: meant,
    };
  });
}

/** A wrong value: what was found, what may stand there, and which word was probably meant. */
function wrongValue(issue: z.core.$ZodIssue, path: Path, input: unknown): SchemaProblem {
  const found = valueAt(input, path);
  // A setting is told whole, even where only one number of a list is wrong.
  const names = path.filter((key) => typeof key === 'string');
  const discriminator = issue.code === 'invalid_union' && isObject(found) ? 'kind' : undefined;
  const key = dotted(discriminator === undefined ? names : [...names, discriminator]);
  const setting = settingIn(input, key);
  const value = discriminator === undefined ? found : valueAt(found, [discriminator]);
  const meant = typeof value === 'string' ? suggest(value, setting?.words ?? []) : undefined;
  const allowed = setting === undefined || setting.section ? issue.message : `Allowed: ${setting.values}`;
  const help = meant === undefined ? '' : ` Did you mean '${meant}'?`;
  const at = discriminator === undefined || value === undefined ? path : [...path, discriminator];
  return { path: at, message: `${key} cannot be ${preview(value)}. ${allowed}.${help}`, atKey: false, replacement: meant };
}

/** A choice whose branches all complain: those of the branch that came furthest say most. */
function deepest(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const inner = issue.errors.flat().filter(({ path, code }) => path.length > 0 || code === 'unrecognized_keys');
  const candidates = inner.map((one) => ({ ...one, path: [...issue.path, ...one.path] }) as z.core.$ZodIssue);
  return candidates.length === 0 ? [issue] : candidates.slice(0, 3).flatMap(deepest);
}

/** Two rules that one value breaks, or two branches of a choice, may say the same in our words. */
function distinct(problems: readonly SchemaProblem[]): SchemaProblem[] {
  const said = new Map(problems.map((problem) => [`${dotted(problem.path)}: ${problem.message}`, problem]));
  return [...said.values()];
}

/** The first so many complaints in words, and how many are left: words for all of a long file would be longer than the file. */
export function schemaProblems(
  error: z.ZodError,
  input: unknown,
  most: number,
): { readonly problems: readonly SchemaProblem[]; readonly left: number } {
  const issues = error.issues.flatMap(deepest);
  const problems: SchemaProblem[] = [];
  let left = 0;
  for (const issue of issues) {
    const room = Math.max(0, most - problems.length);
    if (room === 0) {
      left += issue.code === 'unrecognized_keys' ? issue.keys.length : 1;
      continue;
    }
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (issue.code === 'unrecognized_keys') {
      problems.push(...unknownKeys(issue.keys.slice(0, room), path));
      left += Math.max(0, issue.keys.length - room);
    } else problems.push(wrongValue(issue, path, input));
  }
  return { problems: distinct(problems), left };
}
