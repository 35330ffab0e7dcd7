import type { TextProvider } from '../../core/text/provider';
import { openaiProvider as createProvider } from '../../text/providers/openai';

/** A server that speaks the OpenAI protocol, with what to do about its errors in the editor. */
export function openaiProvider(baseURL: string, key: string | undefined): TextProvider {
  return createProvider({
    baseURL,
    key,
    modelFix: 'Run Choose Language Model.',
    keyFix: 'Set it with the command Set API Key.',
  });
}
