import type * as z from 'zod/mini';

/** The value when it is what the schema says, else null. */
export function checkWith<T>(schema: z.ZodMiniType<T>): (data: unknown) => T | null {
  return (data) => {
    const result = schema.safeParse(data);
    return result.success ? result.data : null;
  };
}
