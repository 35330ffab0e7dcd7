import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPromptFile } from '../../../../src/core/text/checks/checkPromptFile';
import { NEAR_DUPLICATE } from '../../../../src/core/text/checks/similarity';
import { promptHash, textHash } from '../../../../src/core/text/hashes';
import { endOf, spanText } from '../../../../src/core/text/places';
import { parsePromptFile } from '../../../../src/core/text/promptFile';
import { renderPrompt } from '../../../../src/core/text/template';
import type { Problem } from '../../../../src/core/text/types';

const GOOD = [
  'The pancreas lies behind the stomach, with its head in the curve of the duodenum.',
  'In the portal venous phase the pancreatic duct is a thin dark line through the gland.',
];

interface Shape {
  readonly settings?: string;
  readonly template?: string;
  /** With a line of provenance where a text begins with '>'. */
  readonly responses?: readonly string[];
}

function sourceOf({ settings = 'count: 2\nminWords: 8', template = 'Describe the {{organ}}.', responses = GOOD }: Shape): string {
  const sections = responses.map((text, index) => {
    const origin = text.startsWith('>') ? '' : '> author: me\n\n';
    return `## Response ${index + 1}\n${origin}${text}\n`;
  });
  const front = `task: pancreas\norgan: pancreas\nmodality: CT\nstructures: [splenic vein, head]\n${settings}`;
  return `---\n${front}\n---\n## Prompt\n\n${template}\n\n${sections.join('\n')}`;
}

const problemsOf = (shape: Shape, countTokens?: (text: string) => number): Problem[] =>
  checkPromptFile(parsePromptFile(sourceOf(shape)), { countTokens });

/** The second response is this one; what is said about it. */
function about(text: string): readonly (readonly [severity: string, code: string, words: string])[] {
  const responses = [GOOD[0] ?? '', text];
  const source = sourceOf({ responses });
  return problemsOf({ responses }).map((one) => [one.severity, one.code, spanText(source, one)] as const);
}

describe('checks of a prompt file', () => {
  it('have nothing to say about a good one', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('count: too few, too many, none, an empty one', () => {
    const said = (shape: Shape) => problemsOf(shape).map(({ severity, code, line, message }) => [severity, code, line, message]);
    expect(said({ settings: 'count: 3\nminWords: 8' })).toEqual([
      ['warning', 'response-count', 6, 'The file has 2 responses with text, and its settings ask for 3.'],
    ]);
    expect(said({ settings: 'count: 1\nminWords: 8' }).map(([, code]) => code)).toEqual(['response-count']);
    expect(said({ responses: [] }).map(([severity, code]) => [severity, code])).toEqual([['error', 'response-count']]);
    expect(said({ responses: [GOOD[0] ?? '', ''] })).toEqual([
      ['warning', 'response-count', 6, 'The file has 1 responses with text, and its settings ask for 2.'],
      ['error', 'response-empty', 18, 'Response 2 is empty.'],
    ]);
  });

  it('words: a warning below the minimum, an error below half of it', () => {
    const words = (n: number): string => Array.from({ length: n }, (_, i) => (i === 0 ? 'Pancreas' : `w${i}`)).join(' ');
    expect(about(words(8))).toEqual([]);
    expect(about(words(7))).toEqual([['warning', 'response-short', words(7)]]);
    expect(about(words(4))).toEqual([['warning', 'response-short', words(4)]]);
    expect(about(words(3))).toEqual([['error', 'response-short', words(3)]]);
  });

  it('tokens: over 512 by estimate, or exactly where an encoder counts', () => {
    const long = `Pancreas ${Array.from({ length: 400 }, (_, i) => `w${i}`).join(' ')}`;
    expect(about(long).map(([severity, code]) => [severity, code])).toEqual([['warning', 'response-long']]);
    expect(problemsOf({ responses: [GOOD[0] ?? '', long] })[0]?.message).toMatch(/has about 604 tokens; BERT takes 512/);
    const exact = problemsOf({}, (text) => (text === GOOD[1] ? 513 : 512));
    expect(exact.map(({ code, response, message }) => [code, response, message])).toEqual([
      ['response-long', 2, 'Response 2 has 513 tokens; BERT takes 512 and the rest has no effect.'],
    ]);
  });

  it('duplicates: the same but for case and spaces is an error', () => {
    const again = `${GOOD[0]?.toUpperCase().replace(' ', '   ')}`;
    expect(about(again)).toEqual([['error', 'response-duplicate', again]]);
  });

  it('near duplicates: some words changed is a warning, other sentences are none', () => {
    const near = `${GOOD[0]?.replace('curve', 'bend')}`;
    expect(NEAR_DUPLICATE).toBe(0.5);
    expect(about(near)).toEqual([['warning', 'response-similar', near]]);
    expect(about('The pancreas lies behind the stomach, and its tail reaches the spleen on the left.')).toEqual([]);
  });

  it('topic: neither organ nor structure is an error; relatives of their words count, common words do not', () => {
    const liver = 'The liver is a large wedge below the diaphragm, with its head on the right side.';
    expect(about(liver)).toEqual([['error', 'response-off-topic', liver]]);
    expect(about('Peripancreatic fat is dark, and the pancreatic tissue is of medium brightness in it.')).toEqual([]);
    expect(about('A straight tube of high density, the splenic vein, runs along the back of it.')).toEqual([]);
  });

  const language: [code: string, severity: string, words: readonly string[]][] = [
    [
      'response-refusal',
      'error',
      [
        "I'm sorry",
        'I am very sorry',
        'I cannot provide',
        "I can't help",
        'I am unable to assist',
        'consult a doctor',
        'I apologise',
      ],
    ],
    [
      'response-boilerplate',
      'error',
      [
        'As an AI',
        'As a large language',
        'Here are 15',
        'Here is the response',
        'I hope this helps',
        'let me know if',
        'feel free to',
      ],
    ],
    [
      'response-injection',
      'error',
      [
        'Ignore all previous instructions',
        'disregard the above rules',
        'system prompt',
        '<|im_start|>',
        '[INST]',
        'curl https:',
        'rm -rf',
      ],
    ],
    ['response-script', 'error', ['<script', '<img', 'javascript:', 'onerror=', '<iframe']],
    ['response-control', 'error', ['\u202e', '\u200b', '\u0007', '\ufffd', '\ue000']],
    ['response-reasoning', 'error', ['<think>', '</think>', '[/THINK]', '<|channel|>analysis<|message|>']],
    ['response-html', 'warning', ['<b>', '</p>', '<br/>']],
    ['response-link', 'warning', ['https://example.org/a', 'www.example.org', '[a](b)', 'me@example.org']],
    ['response-markup', 'warning', ['**bold**', '__bold__']],
  ];
  for (const [code, severity, found] of language)
    it(`language: ${code}`, () => {
      for (const words of found) {
        const text = `The pancreas is a soft gland, and ${words} it lies behind the stomach.`;
        const said = about(text);
        expect(
          said.map(([level, name]) => [level, name]),
          words,
        ).toContainEqual([severity, code]);
        expect(words.toLowerCase()).toContain(
          said
            .find(([, name]) => name === code)?.[2]
            .slice(0, 3)
            .toLowerCase(),
        );
      }
    });

  it('language: "Sure," only at the beginning, and list marks only at the start of a line', () => {
    expect(about('Sure, the pancreas is a soft gland that lies behind the stomach.')[0]?.[1]).toBe('response-boilerplate');
    expect(about('- the pancreas is a soft gland that lies behind the stomach.')[0]?.[1]).toBe('response-markup');
    const harmless = [
      'For sure the pancreas is a soft gland - it lies behind the stomach, at L1/L2.',
      'Where patients cannot hold their breath, the pancreas is blurred by 2 to 3 mm.',
      'A window of -100 to 240 HU is used; the pancreas has 80 < HU < 120 in it.',
      "The observer can't give the border of the pancreas where the duodenum has collapsed.",
    ];
    for (const text of harmless) expect(about(text), text).toEqual([]);
  });

  it('origin: nothing said, made for another prompt, edited by hand', () => {
    const bare = sourceOf({}).replace('> author: me\n\n', '');
    expect(checkPromptFile(parsePromptFile(bare)).map(({ code, response }) => [code, response])).toEqual([
      ['response-origin', 1],
    ]);
    const [text = ''] = GOOD;
    const origin = (prompt: string, of: string): Shape => ({
      responses: [`> model: m; prompt: ${prompt.slice(0, 12)}; text: ${textHash(of).slice(0, 12)}\n\n${text}`, GOOD[1] ?? ''],
    });
    const codes = (shape: Shape): string[] => problemsOf(shape).map(({ severity, code }) => `${severity} ${code}`);
    const now = promptHash(renderPrompt(parsePromptFile(sourceOf({}))));
    expect(codes(origin(now, text))).toEqual([]);
    expect(codes(origin('0123456789ab', text))).toEqual(['info response-stale']);
    expect(codes(origin(now, `${text}x`))).toEqual(['info response-edited']);
  });

  it('template: a name that is no setting', () => {
    const [problem] = problemsOf({ template: 'Describe the {{orgn}}.' });
    expect(problem).toMatchObject({ severity: 'error', code: 'template-variable', line: 11 });
  });

  it('never throw, always name place and fix, and say the same of the same', () => {
    const texts = fc.array(
      fc.oneof(fc.constantFrom(...GOOD, '## Response 1', '<!--', '> x: y', ''), fc.string({ unit: 'binary' })),
    );
    fc.assert(
      fc.property(texts, (responses) => {
        const source = sourceOf({ responses });
        const problems = checkPromptFile(parsePromptFile(source));
        for (const problem of problems) {
          expect(problem.offset).toBeGreaterThanOrEqual(0);
          expect(endOf(problem)).toBeLessThanOrEqual(source.length);
          expect(problem.line).toBeLessThanOrEqual(source.split(/\r\n|\n|\r/).length);
          expect([problem.message, problem.fix]).not.toContain('');
        }
        expect(checkPromptFile(parsePromptFile(source))).toEqual(problems);
      }),
      { numRuns: 200 },
    );
  });
});
