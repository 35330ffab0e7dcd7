import { catalogue, settingsAt } from '../../core/config/catalogue';
import type { Json, JsonObject } from '../../core/config/merge';
import { withValueAt } from '../../core/config/merge';
import { suggest } from '../../core/config/suggest';
import { UsageError } from '../exitCodes';

/** `path=value` of --set. */
export interface Assignment {
  readonly path: string;
  readonly value: Json;
}

function jsonOrText(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** Reads `patch=[32,32,32]` or `text.pooling=cls`. Throws UsageError when there is no such setting. */
export function parseAssignment(text: string): Assignment {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UsageError(`--set ${text}: write path=value, such as --set noise.amplitude=0.1`);
  const path = text.slice(0, equals).trim();
  if (settingsAt(path).length === 0) {
    const meant = suggest(
      path,
      catalogue.map((setting) => setting.path),
    );
    const help = meant === undefined ? 'llm-segnet settings lists them.' : `Did you mean '${meant}'?`;
    throw new UsageError(`--set ${text}: there is no setting '${path}'. ${help}`);
  }
  return { path, value: jsonOrText(text.slice(equals + 1)) };
}

export function assignmentsInput(assignments: readonly Assignment[]): JsonObject {
  return assignments.reduce<JsonObject>((input, { path, value }) => withValueAt(input, path.split('.'), value), {});
}
