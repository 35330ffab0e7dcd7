import type { z } from 'zod';

/**
 * Where a default comes from: the paper says it; it was inferred from the public code of the paper's relatives (docs/method.md 2.1); or it
 * is this project's choice.
 */
export type Provenance = 'paper' | 'code-inferred' | 'ours';

/**
 * A schema's description and the provenance of its default; JSON schema, hover and run card show both. Call it last in a chain.
 */
export function field<S extends z.ZodType>(schema: S, description: string, provenance: Provenance): S {
  return schema.meta({ description, provenance });
}
