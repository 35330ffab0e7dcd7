import { methods } from '../methods/registry';
import type { Method } from '../methods/types';
import type { JsonObject } from './merge';
import { merge, valueAt } from './merge';

/** The kinds that a file need not name: those of the schema's defaults. */
const DEFAULT_KINDS: JsonObject = {
  data: { source: { kind: 'folder' } },
  network: { kind: 'vnet' },
  method: { kind: 'llm-segnet' },
};

/** What the method that `input` names, or the schema's, has in place of the schema's defaults. */
function methodDefaults(input: JsonObject): JsonObject {
  const kind = valueAt(merge(DEFAULT_KINDS, input), ['method', 'kind']);
  const named: Method | undefined = methods.find(({ id }) => id === kind);
  return (named?.defaults ?? {}) as JsonObject;
}

/** An experiment with the kinds that go without saying and its method's own defaults, all below what `input` says. */
export function withDefaultKinds(input: JsonObject): JsonObject {
  return merge(methodDefaults(input), merge(DEFAULT_KINDS, input));
}
