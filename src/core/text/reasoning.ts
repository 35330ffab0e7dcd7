/**
 * What a language model thinks before it answers. Servers that know their model put it into a field of its own, which nobody here reads;
 * the others leave it in the text, between marks that depend on the model.
 */

/** Opening and closing marks, and the models that write them. */
const MARKS: readonly (readonly [open: string, close: string])[] = [
  // DeepSeek R1, Qwen, and most after them
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['<seed:think>', '</seed:think>'],
  // Magistral
  ['[THINK]', '[/THINK]'],
  // Kimi
  ['◁think▷', '◁/think▷'],
  // gpt-oss: channels, of which the last is the answer
  ['<|channel|>analysis<|message|>', '<|channel|>final<|message|>'],
];

const OPENING = new Set(MARKS.map(([open]) => open.toLowerCase()));
const ALL = MARKS.flat().map((mark) => mark.toLowerCase());
const LONGEST = Math.max(...ALL.map((mark) => mark.length));
const escaped = (mark: string): string => mark.replace(/[|[\]]/g, '\\$&');
const ANY_MARK = new RegExp(ALL.map(escaped).join('|'), 'giu');

/** True where a text has the mark of a model's reasoning. */
export const reasoningMark = new RegExp(ALL.map(escaped).join('|'), 'iu');

/** Characters at the end of a text that may be the start of a mark. */
function unfinishedMark(text: string): number {
  const end = text.slice(-LONGEST).toLowerCase();
  for (let length = Math.min(end.length, LONGEST - 1); length > 0; length--) {
    const tail = end.slice(-length);
    if (ALL.some((mark) => mark.startsWith(tail))) return length;
  }
  return 0;
}

export interface ReasoningFilter {
  /** Takes the next piece of an answer. */
  push(piece: string): void;
  /** The answer so far, without reasoning, and without an end that may become a mark. */
  readonly soFar: string;
  /** Whether there was any. */
  readonly isThere: boolean;
  /** Whether it has begun and not ended. */
  readonly isOpen: boolean;
  /** The answer, now that no more comes. */
  readonly whole: string;
}

/**
 * Drops reasoning from an answer as it streams in. A closing mark without an opening one drops all before it: many chat templates have the
 * opening mark in the prompt. Its time is that of the text, however small the pieces are.
 */
export function createReasoningFilter(): ReasoningFilter {
  let answer = '';
  let pending = '';
  let isOpen = false;
  let isThere = false;
  const take = (text: string): void => {
    if (!isOpen) answer += text;
  };
  return {
    push(piece) {
      const text = pending + piece;
      let from = 0;
      for (const match of text.matchAll(ANY_MARK)) {
        take(text.slice(from, match.index));
        from = match.index + match[0].length;
        const opens = OPENING.has(match[0].toLowerCase());
        if (!opens && !isOpen) answer = '';
        isOpen = opens;
        isThere = true;
      }
      const rest = text.slice(from);
      const held = unfinishedMark(rest);
      take(rest.slice(0, rest.length - held));
      pending = rest.slice(rest.length - held);
    },
    get soFar() {
      return answer;
    },
    get isThere() {
      return isThere;
    },
    get isOpen() {
      return isOpen;
    },
    get whole() {
      return isOpen ? answer : answer + pending;
    },
  };
}
