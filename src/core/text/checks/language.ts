import { reasoningMark } from '../reasoning';
import type { Severity } from '../types';
import type { Check } from './types';

interface Pattern {
  readonly code: string;
  readonly severity: Severity;
  readonly what: string;
  readonly fix: string;
  readonly pattern: RegExp;
}

const AGAIN = 'Generate it again.';
const REMOVE = 'Remove these words, or generate it again.';

/** What language models say besides what they were asked, and what nobody should put into a training run. First match counts. */
const PATTERNS: readonly Pattern[] = [
  {
    code: 'response-refusal',
    severity: 'error',
    what: 'refuses to answer',
    fix: AGAIN,
    pattern:
      /\b(?:I['’]?\s?a?m\s+(?:very\s+)?sorry|I\s+apologi[sz]e|I\s+(?:can\s?not|can['’]t|am\s+(?:not\s+able|unable)\s+to|will\s+not|won['’]t)\s+(?:help|assist|provide|answer|comply|fulfil|generate|give|diagnose|do)|(?:cannot|can['’]t)\s+provide\s+medical\s+advice|consult\s+(?:a|your|with\s+a)\s+(?:doctor|physician|healthcare|qualified|medical))/iu,
  },
  {
    code: 'response-boilerplate',
    severity: 'error',
    what: 'speaks about itself instead of the image',
    fix: REMOVE,
    pattern:
      /\bas\s+an?\s+(?:AI|artificial\s+intelligence|large\s+language|language)\b|\b(?:large\s+)?language\s+model\b|^\s*(?:sure|certainly|of\s+course|absolutely|great\s+question|okay)\b\s*[,!.:]|\bhere\s+(?:are|is)\s+(?:the\s+|your\s+|an?\s+)?(?:\d+|fifteen|ten|response|description|descriptive|list|more|crucial|feature|detailed)|\b(?:I\s+hope\s+this\s+helps|let\s+me\s+know\s+if|feel\s+free\s+to|would\s+you\s+like\s+me)\b/iu,
  },
  {
    code: 'response-injection',
    severity: 'error',
    what: 'gives orders to a machine',
    fix: 'Remove these words; text of strangers should not steer any program.',
    pattern:
      /\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|everything\s+)*(?:previous|prior|above|earlier|preceding|system)\s*(?:instructions?|prompts?|messages?|rules?)?\b|\bsystem\s+prompt\b|<\|(?:im_start|im_end|system|endoftext)[^>]{0,20}|\[\/?INST\]|\byou\s+are\s+now\s+(?:a|an|in|the)\b|\b(?:curl|wget)\s+https?:|\brm\s+-rf\b/iu,
  },
  {
    code: 'response-script',
    severity: 'error',
    what: 'has active HTML',
    fix: REMOVE,
    pattern:
      /<\s*(?:\/\s*)?(?:script|iframe|object|embed|style|link|meta|form|svg|img)\b|\bjavascript:|\bon(?:error|load|click)\s*=/iu,
  },
  {
    code: 'response-control',
    severity: 'error',
    what: 'has invisible or control characters',
    fix: 'Remove them.',
    pattern: /(?![\t\r\n])\p{Cc}|[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]|\p{Cs}|\p{Co}/u,
  },
  {
    code: 'response-reasoning',
    severity: 'error',
    what: "has a model's reasoning in it",
    fix: 'Remove it up to and with the closing mark, or generate the response again.',
    pattern: reasoningMark,
  },
  {
    code: 'response-html',
    severity: 'warning',
    what: 'has HTML',
    fix: 'Write plain sentences; markup becomes part of the feature.',
    pattern: /<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/iu,
  },
  {
    code: 'response-link',
    severity: 'warning',
    what: 'has a link',
    fix: 'Remove it; it becomes part of the feature.',
    pattern: /\bhttps?:\/\/\S+|\bwww\.\S+|!?\[[^[\]\n]*\]\([^()\n]*\)?|\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/iu,
  },
  {
    code: 'response-markup',
    severity: 'warning',
    what: 'has Markdown',
    fix: 'Write plain sentences; markup becomes part of the feature.',
    pattern:
      /\*\*[^*\n]+\*\*|__[^_\n]+__|^[ \t]*\\?#{1,6}\s|^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]+\S|\\?```|^[ \t]*\|[^\r\n]*\|[ \t]*$/mu,
  },
];

/** Is each response a plain description, and nothing else? */
export const checkLanguage: Check = ({ file, responses, report }) => {
  for (const { number, textPlace } of responses) {
    const written = file.source.slice(textPlace.offset, textPlace.offset + textPlace.length);
    for (const { code, severity, what, fix, pattern } of PATTERNS) {
      const match = pattern.exec(written);
      if (match === null) continue;
      const offset = textPlace.offset + match.index;
      const before = written.slice(0, match.index).split(/\r\n|\n|\r/);
      const last = before.at(-1)?.length ?? 0;
      const place = {
        offset,
        length: match[0].length,
        line: textPlace.line + before.length - 1,
        column: before.length === 1 ? textPlace.column + last : last + 1,
      };
      report(place, { severity, code, message: `Response ${number} ${what}.`, fix, response: number });
    }
  }
};
