import type { PromptSettings } from '../settings';
import { stem, wordsOf } from '../words';
import type { Check } from './types';

/** Words that say nothing about one organ. */
const COMMON = new Set([
  'whole',
  'left',
  'right',
  'upper',
  'lower',
  'surrounding',
  'organs',
  'head',
  'body',
  'tail',
  'with',
  'from',
  'smooth',
  'small',
  'large',
  'other',
  'shape',
  'surface',
]);

function topicStems({ organ, structures }: PromptSettings): string[] {
  const words = wordsOf([organ, ...structures].join(' ')).map((word) => word.toLowerCase());
  return [...new Set(words.filter((word) => word.length > 3 && !COMMON.has(word)).map(stem))];
}

/** Is each response about the organ, or at least one of its structures? */
export const checkTopic: Check = ({ file, responses, report }) => {
  const { organ } = file.settings;
  const stems = topicStems(file.settings);
  if (stems.length === 0) return;
  for (const { number, text, textPlace } of responses) {
    const words = wordsOf(text).map((word) => word.toLowerCase());
    if (words.some((word) => stems.some((beginning) => word.startsWith(beginning)))) continue;
    report(textPlace, {
      severity: 'error',
      code: 'response-off-topic',
      message: `Response ${number} names neither the organ (${organ}) nor one of the structures.`,
      fix: 'Generate it again, or correct "organ" and "structures".',
      response: number,
    });
  }
};
