import type { z } from 'zod';
import type { Declaration, MethodExperiment } from '../declaration/declaration';
import type { Builder, Method, MethodCheck, Procedure } from './types';

type Settings<K extends string> = z.ZodObject<{ kind: z.ZodLiteral<K> }>;

/** A method as its file writes it: with its settings as their own type. */
export interface MethodDefinition<K extends string, S extends Settings<K>>
  extends Omit<Method, 'declare' | 'create' | 'checks' | 'id'> {
  readonly id: K;
  readonly settings: S;
  /** They see the experiment with the settings as their own type. */
  readonly checks?: readonly MethodCheck<MethodExperiment & { readonly method: z.infer<S> }>[];
  /** Everything but who it is. `selectedBy` is the headline without it. */
  declare(
    settings: z.infer<S>,
    experiment: MethodExperiment,
  ): Omit<Declaration, 'id' | 'title' | 'selectedBy'> & { readonly selectedBy?: string };
  create(build: Builder, settings: z.infer<S>, experiment: MethodExperiment): Procedure;
}

export interface DefinedMethod<K extends string, S extends Settings<K>> extends Method {
  readonly id: K;
  readonly settings: S;
}

/** A method whose settings are checked before it sees them. */
export function defineMethod<K extends string, S extends Settings<K>>(definition: MethodDefinition<K, S>): DefinedMethod<K, S> {
  const { id, title } = definition;
  const settingsOf = ({ method }: MethodExperiment): z.infer<S> => definition.settings.parse(method);
  return {
    ...definition,
    checks: (definition.checks ?? []).map(({ id: check, find }) => ({
      id: check,
      find: (experiment) => find({ ...experiment, method: settingsOf(experiment) }),
    })),
    declare(experiment) {
      const declared = definition.declare(settingsOf(experiment), experiment);
      return { id, title, selectedBy: declared.headline, ...declared };
    },
    create: (build, experiment) => definition.create(build, settingsOf(experiment), experiment),
  };
}
