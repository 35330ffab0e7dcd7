import { z } from 'zod';

// Without it zod tries to make a function of a string, which the content security policy reports as a violation.
z.config({ jitless: true });

/** The value when it is what the schema says, else null. */
export function checkWith<T>(schema: z.ZodType<T>): (data: unknown) => T | null {
  return (data) => {
    const result = schema.safeParse(data);
    return result.success ? result.data : null;
  };
}
