import type { z } from 'zod';
import type { SchemaProblem } from '../../config/file/schemaProblems';
import { isObject, valueAt } from '../../config/merge';
import { suggest } from '../../config/suggest';
import { studySchema } from '../schema';

const SHOWN = 60;
const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}...` : text;
};

type Shape = Readonly<Record<string, z.ZodType>>;

/** Fields of an object of the schema, below its default. */
function fieldsAt(path: readonly (string | number)[]): string[] {
  let schema: unknown = studySchema;
  for (const key of path) schema = shapeOf(schema)?.[String(key)];
  return Object.keys(shapeOf(schema) ?? {});
}

function shapeOf(schema: unknown): Shape | undefined {
  if (!isObject(schema)) return undefined;
  const inner = schema as unknown as { readonly shape?: Shape; readonly def?: { readonly innerType?: unknown } };
  return inner.shape ?? (inner.def?.innerType === undefined ? undefined : shapeOf(inner.def.innerType));
}

/** What the schema says of a study file, in words that a person can act on. */
export function studySchemaProblems(error: z.ZodError, input: unknown): SchemaProblem[] {
  return error.issues.flatMap((issue): SchemaProblem[] => {
    const path = issue.path.map((key) => (typeof key === 'symbol' ? String(key) : key));
    if (issue.code === 'unrecognized_keys') {
      const known = fieldsAt(path);
      return issue.keys.map((key) => {
        const meant = suggest(key, known);
        const help = meant === undefined ? `Fields there: ${known.join(', ')}.` : `Did you mean '${meant}'?`;
        const where = path.length === 0 ? '' : ` in ${path.join('.')}`;
        return {
          path: [...path, key],
          message: `There is no field ${show(key)}${where}. ${help}`,
          atKey: true,
          replacement: meant,
        };
      });
    }
    const message = `${path.join('.') || 'The study'} cannot be ${show(valueAt(input, path))}: ${issue.message}.`;
    return [{ path, message, atKey: false }];
  });
}
