import { wordsOf } from '../words';
import type { Check } from './types';

/** What BERT takes at once. */
const MAX_TOKENS = 512;

/** Are there as many responses as the settings ask for? */
export const checkCount: Check = ({ file, responses, report }) => {
  const { count } = file.settings;
  for (const { number, heading, text } of file.responses) {
    if (text !== '') continue;
    report(heading, {
      severity: 'error',
      code: 'response-empty',
      message: `Response ${number} is empty.`,
      fix: 'Generate it, write it, or remove its heading.',
      response: number,
    });
  }
  const place = file.frontMatter?.fields.get('count')?.value ?? file.prompt?.heading;
  if (responses.length === count || place === undefined) return;
  const few = responses.length < count;
  report(place, {
    severity: responses.length === 0 ? 'error' : 'warning',
    code: 'response-count',
    message: `The file has ${responses.length} responses with text, and its settings ask for ${count}.`,
    fix: few ? 'Generate the missing ones.' : 'Remove some, or correct "count".',
  });
};

/** Has each response the words that the prompt asks for? The paper's own samples have half: fewer than that is an error. */
export const checkWords: Check = ({ file, responses, report }) => {
  const { minWords } = file.settings;
  for (const { number, text, textPlace } of responses) {
    const words = wordsOf(text).length;
    if (words >= minWords) continue;
    report(textPlace, {
      severity: words < minWords / 2 ? 'error' : 'warning',
      code: 'response-short',
      message: `Response ${number} has ${words} words of at least ${minWords}.`,
      fix: 'Generate it again or add to it.',
      response: number,
    });
  }
};

/** Does the encoder take each response whole? */
export const checkTokens: Check = ({ responses, countTokens, exact, report }) => {
  for (const { number, text, textPlace } of responses) {
    const tokens = countTokens(text);
    if (tokens <= MAX_TOKENS) continue;
    report(textPlace, {
      severity: 'warning',
      code: 'response-long',
      message: `Response ${number} has ${exact ? '' : 'about '}${tokens} tokens; BERT takes ${MAX_TOKENS} and the rest has no effect.`,
      fix: 'Shorten it.',
      response: number,
    });
  }
};
