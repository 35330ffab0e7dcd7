import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../src/core/text/edit';
import { applyEdits, replaceResponses } from '../../../src/core/text/edit';
import { endOf, spanText } from '../../../src/core/text/places';
import { parsePromptFile } from '../../../src/core/text/promptFile';
import { formatProvenance, parseProvenance } from '../../../src/core/text/provenance';
import type { PromptFile, Provenance } from '../../../src/core/text/types';
import { SAMPLE } from './samples';

const settingLines = [
  '# mine',
  'task: pancreas',
  'organ: pancreas',
  'modality: CT   # why',
  'odd-key: "a: b"',
  'count: 3',
  '',
  'minWords: 5',
];
const sections = [
  '# Title\n\nNotes of mine. <!-- ## Response 8 is none -->\n',
  '## Prompt\n\n<!-- why -->\nGenerate {{count}} descriptions.\n',
  '## Response 1\n> author: A; mood: good\n\n<!-- before -->\nThe pancreas <!-- amid --> has a head.\n<!-- after -->\n',
  '## Response 2\n',
  '## Response 3   \n\nThe pancreas is lobulated.   \nIt has a tail.\n\n\n',
  '## Literature\n\n- [ ] read more\n\n```md\n## Response 9\n```\n',
  '## Response 5\n> author: B\n',
];

/** Prompt files as people leave them: keys and sections in any order, remarks between, any line ending, with and without a last one. */
const sources = fc
  .record({
    settings: fc.shuffledSubarray(settingLines, { minLength: 3 }),
    body: fc.shuffledSubarray(sections),
    ending: fc.constantFrom('\n', '\r\n'),
    mark: fc.constantFrom('', '\ufeff'),
    last: fc.boolean(),
  })
  .map(({ settings, body, ending, mark, last }) => {
    const text = `---\n${settings.join('\n')}\n---\n${body.join('\n')}`;
    return mark + (last ? text : text.trimEnd()).replaceAll('\n', ending);
  });

/** Whatever a language model may send that looks like structure. */
const pieces = [
  '## Response 2',
  '## Prompt',
  '# x',
  '<!--',
  '-->',
  '```',
  '~~~',
  '> author: me',
  '---',
  '\\',
  '\\#',
  '\\<!--',
  '<b>',
  'é',
  '🫀',
];
const hostile = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.constantFrom('word', ' ', '\n', '\n\n', '\t')), { minLength: 1, maxLength: 12 })
  .map((parts) =>
    parts
      .join('')
      .replace(/[ \t]+$/gm, '')
      .trim(),
  )
  .filter((text) => text !== '');

const value = fc.string({ unit: fc.constantFrom('a', ';', '"', ':', ' ', '\\', 'é'), minLength: 1, maxLength: 8 });
const provenances = fc
  .record(
    { author: value, model: value, date: fc.constant('2026-11-24'), text: fc.constant('0123456789ab'), seed: value },
    { requiredKeys: ['model'] },
  )
  .map((known): Provenance => ({ ...known, other: {} }));

const answers = (texts: fc.Arbitrary<string>): fc.Arbitrary<Answer[]> =>
  fc.uniqueArray(fc.record({ number: fc.integer({ min: 1, max: 6 }), text: texts, provenance: provenances }), {
    selector: ({ number }) => number,
    minLength: 1,
    maxLength: 4,
  });

const write = (source: string, given: readonly Answer[]): string =>
  applyEdits(source, replaceResponses(parsePromptFile(source), given));
const textOf = (file: PromptFile, number: number): string | undefined =>
  file.responses.find((one) => one.number === number)?.text;
/** Text without the line ends around it, which an inserted section may need one more of. */
const bare = (text: string): string => text.replace(/^[\r\n]+|[\r\n]+$/g, '');

describe('writing answers into a prompt file', () => {
  it('reads back exactly what was written, whatever it looks like', () => {
    fc.assert(
      fc.property(sources, answers(hostile), (source, given) => {
        const file = parsePromptFile(write(source, given));
        for (const { number, text, provenance } of given) {
          expect(textOf(file, number)).toBe(text);
          expect(file.responses.find((one) => one.number === number)?.provenance).toEqual(provenance);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('touches nothing but the sections it writes to', () => {
    fc.assert(
      fc.property(sources, answers(hostile), (source, given) => {
        const before = parsePromptFile(source);
        const edits = replaceResponses(before, given);
        const own = before.responses.filter(({ number }) => given.some((answer) => answer.number === number));
        for (const edit of edits)
          expect(edit.length === 0 || own.some(({ body }) => edit.offset >= body.offset && endOf(edit) <= endOf(body))).toBe(
            true,
          );

        const result = applyEdits(source, edits);
        const after = parsePromptFile(result);
        const whole = (file: PromptFile): string[] =>
          [file.prompt, ...file.otherSections].map((one) => (one === null ? '' : bare(spanText(file.source, one.whole))));
        expect(after.frontMatter && spanText(result, after.frontMatter.whole)).toBe(
          before.frontMatter && spanText(source, before.frontMatter.whole),
        );
        expect(after.settings).toEqual(before.settings);
        expect(whole(after)).toEqual(whole(before));
        for (const { number, text, whole: span } of before.responses) {
          if (own.some((one) => one.number === number)) continue;
          expect(textOf(after, number)).toBe(text);
          expect(result).toContain(bare(spanText(source, span)));
        }
        for (const remark of source.match(/<!-- (?:before|amid|after|why|## Response 8 is none) -->/g) ?? [])
          expect(result).toContain(remark);
      }),
      { numRuns: 300 },
    );
  });

  it('keeps line endings, byte order mark and a missing last line end', () => {
    fc.assert(
      fc.property(sources, answers(hostile), (source, given) => {
        const result = write(source, given);
        expect(result.startsWith('\ufeff')).toBe(source.startsWith('\ufeff'));
        if (source.includes('\r\n')) expect(result).not.toMatch(/(?:^|[^\r])\n/);
        else expect(result).not.toContain('\r');
      }),
    );
    const inside = SAMPLE.trimEnd();
    const [one] = [{ number: 1, text: 'The pancreas has a tail.', provenance: { model: 'm', other: {} } }];
    expect(write(inside, [one])).toBe(
      inside
        .replace(/> author: A\..*/, '> model: m')
        .replace('The pancreas has a head and a tail,\nand lies behind the stomach.', 'The pancreas has a tail.'),
    );
  });

  it('changes nothing when the same is written again', () => {
    fc.assert(
      fc.property(sources, answers(hostile), (source, given) => {
        const once = write(source, given);
        expect(write(once, given)).toBe(once);
      }),
    );
  });

  it('stores any text: what cannot be kept is gone at once, the rest stays', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const answer = { number: 1, text, provenance: { model: 'm', other: {} } };
        const kept = textOf(parsePromptFile(write(SAMPLE, [answer])), 1) ?? '';
        expect(kept).not.toMatch(/(?![\t\n])\p{Cc}|\p{Cs}/u);
        if (kept !== '') expect(textOf(parsePromptFile(write(SAMPLE, [{ ...answer, text: kept }])), 1)).toBe(kept);
      }),
      { numRuns: 300 },
    );
  });
});

describe('applyEdits', () => {
  it('takes edits in any order and refuses those that overlap or leave the text', () => {
    const edits = [
      { offset: 3, length: 1, text: '' },
      { offset: 0, length: 1, text: 'xy' },
    ];
    expect(applyEdits('abcd', edits)).toBe('xybc');
    expect(() => applyEdits('abcd', [...edits, { offset: 2, length: 2, text: '' }])).toThrow(RangeError);
    expect(() => applyEdits('abcd', [{ offset: 4, length: 1, text: '' }])).toThrow(RangeError);
  });
});

describe('provenance', () => {
  it('reads back what it writes, in one line', () => {
    fc.assert(
      fc.property(provenances, (provenance) => {
        const line = formatProvenance(provenance);
        expect(line).not.toMatch(/[\r\n]/);
        expect(parseProvenance(line)).toEqual(provenance);
      }),
    );
  });
});
