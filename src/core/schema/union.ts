import { z } from 'zod';

/** Anything a registry lists: its settings carry `kind: z.literal(id)`. */
interface Registered {
  readonly settings: z.ZodObject<{ kind: z.ZodLiteral<string> }>;
}

type SettingsOf<D extends readonly Registered[]> = { readonly [I in keyof D]: D[I]['settings'] };

/** The settings of whichever entry `kind` names: one line in the registry also extends the schema. */
export function settingsUnion<const D extends readonly [Registered, ...Registered[]]>(definitions: D) {
  return z.discriminatedUnion('kind', definitions.map((definition) => definition.settings) as unknown as SettingsOf<D>);
}
