import { TextProviderError } from './provider';
import type { PromptFile } from './types';

/** Settings of a prompt file that are sent, and the words by which servers complain about them. */
const SENT = { temperature: /temperature/i, seed: /\bseed\b/i, model: /\bmodels?\b/i } as const;
type Sent = keyof typeof SENT;

/**
 * An error that a setting of the prompt file may be the reason for, with the lines of the file to look at: those the error speaks of, or
 * for a refused request all that are sent.
 * @param model as it was asked for; the file's line counts only where it is the file's.
 */
export function namingLine(
  error: TextProviderError,
  { frontMatter, settings }: PromptFile,
  model: string | undefined,
): TextProviderError {
  if (!['request', 'not-found', 'server'].includes(error.code)) return error;
  const lines = (Object.keys(SENT) as Sent[])
    .filter((name) => name !== 'model' || (model === settings.model && error.code !== 'server'))
    .flatMap((name) => {
      const field = frontMatter?.fields.get(name);
      return field === undefined || settings[name] === undefined ? [] : [{ name, line: field.key.line }];
    });
  const problem = error.message.slice(0, -error.fix.length).trim();
  const meant = lines.filter(({ name }) => SENT[name].test(problem));
  const shown = meant.length > 0 || error.code !== 'request' ? meant : lines;
  if (shown.length === 0) return error;
  const places = shown.map(({ name, line }) => `"${name}" in line ${line}`).join(' and ');
  const fix = meant.length > 0 ? `Change or remove ${places} of the prompt file.` : `It may be ${places} of the prompt file.`;
  return new TextProviderError(error.code, problem, `${error.fix} ${fix}`, { cause: error, retryAfter: error.retryAfter });
}
