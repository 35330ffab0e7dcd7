import { readFile } from 'node:fs/promises';
import * as z from 'zod/mini';

/** A training method as the experiment's schema describes it. */
export interface MethodChoice {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

const branch = z.looseObject({
  title: z.string(),
  description: z.string(),
  properties: z.looseObject({ kind: z.looseObject({ const: z.string() }) }),
});
const schema = z.looseObject({ properties: z.looseObject({ method: z.looseObject({ anyOf: z.array(branch) }) }) });

/** Every method, from the schema file that ships: the methods themselves are known to child processes only. Throws when it is damaged. */
export async function readMethods(schemaPath: string): Promise<MethodChoice[]> {
  const { properties } = schema.parse(JSON.parse(await readFile(schemaPath, 'utf8')));
  return properties.method.anyOf.map(({ title, description, properties: { kind } }) => ({ id: kind.const, title, description }));
}
