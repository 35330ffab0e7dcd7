import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { endOf, spanText } from '../../../src/core/text/places';
import { parsePromptFile } from '../../../src/core/text/promptFile';
import { renderPrompt } from '../../../src/core/text/template';
import { SAMPLE } from './samples';

const crlf = SAMPLE.replaceAll('\n', '\r\n');

describe('parsePromptFile', () => {
  it('reads settings, prompt, responses and provenance', () => {
    const file = parsePromptFile(SAMPLE);
    expect(file.problems.map(({ code, severity }) => [code, severity])).toEqual([['setting-unknown', 'info']]);
    expect(file.settings).toMatchObject({ task: 'pancreas', modality: 'CT', count: 3, minWords: 5 });
    expect(renderPrompt(file)).toBe(
      'Generate 3 descriptions, each of a minimum of 5 words, of the pancreas in 3D CT images.\n' +
        'Consider pancreatic duct, head, and tail.',
    );
    expect(file.responses.map(({ number, text }) => [number, text])).toEqual([
      [1, 'The pancreas has a head and a tail,\nand lies behind the stomach.'],
      [2, 'The pancreas on CT is lobulated.'],
      [3, ''],
    ]);
    expect(file.responses[0]?.provenance).toEqual({
      author: 'A. Writer',
      model: 'odd; name',
      date: '2026-11-24',
      text: '0123456789ab',
      other: { mood: 'good' },
    });
    expect(file.responses[1]?.provenance).toBeNull();
    expect(file.otherSections.map(({ title }) => title)).toEqual(['Literature']);
  });

  it('says where every part is', () => {
    for (const source of [SAMPLE, crlf]) {
      const file = parsePromptFile(source);
      const [first, second] = file.responses;
      const lines = source.split(/\r?\n/);
      for (const { heading, number } of file.responses) {
        expect(spanText(source, heading)).toBe(`## Response ${number}`);
        expect(lines[heading.line - 1]).toBe(`## Response ${number}`);
      }
      expect(first && spanText(source, first.provenancePlace ?? first.textPlace)).toMatch(/^> author.*good$/);
      expect(second && spanText(source, second.textPlace)).toBe('The pancreas on CT is lobulated.');
      expect(lines[(second?.textPlace.line ?? 0) - 1]).toMatch(/^The pancreas on CT/);
      const count = file.frontMatter?.fields.get('count');
      expect(count && spanText(source, count.value)).toBe('3');
      expect(count?.value).toMatchObject({ line: 6, column: 8 });
    }
  });

  it('means the same with CRLF, and after a byte order mark', () => {
    const plain = parsePromptFile(SAMPLE);
    for (const source of [crlf, `\ufeff${SAMPLE}`]) {
      const file = parsePromptFile(source);
      expect(file.settings).toEqual(plain.settings);
      expect(file.responses.map(({ text }) => text)).toEqual(plain.responses.map(({ text }) => text));
      expect(file.prompt?.template).toBe(plain.prompt?.template);
    }
    expect(parsePromptFile(crlf).lineEnding).toBe('\r\n');
  });

  it('takes a provenance that an editor has wrapped', () => {
    const wrapped = SAMPLE.replace('## Response 1\n> author: A. Writer; model', '## Response 1\n\n> author: A. Writer;\n> model');
    expect(parsePromptFile(wrapped).responses[0]?.provenance).toEqual(parsePromptFile(SAMPLE).responses[0]?.provenance);
  });

  const wrong: [string, string, RegExp, number][] = [
    ['nothing', '', /does not begin with its settings/, 1],
    ['open settings', '---\ntask: a\n', /do not end/, 1],
    ['a wrong type', SAMPLE.replace('count: 3', 'count: many'), /count: .*number/, 6],
    ['a wrong range', SAMPLE.replace('count: 3', 'count: 0'), /count: /, 6],
    ['a slip of the pen', SAMPLE.replace('minWords', 'min-word'), /"min-word" is no setting/, 7],
    ['bad YAML', SAMPLE.replace('organ: pancreas', 'organ: [pancreas'), /not valid YAML/, 5],
    ['a missing setting', SAMPLE.replace('modality: CT   # abdominal\n', ''), /"modality" is missing/, 1],
    ['a number twice', SAMPLE.replace('## Response 3', '## Response 2'), /two sections "## Response 2"/, 37],
    ['no prompt', SAMPLE.replace('## Prompt', '### Prompt'), /no section "## Prompt"/, 38],
    ['an open comment', `${SAMPLE}\n<!-- never closed`, /never ends/, 39],
    ['an alias', SAMPLE.replace('organ: pancreas', 'organ: *task'), /alias/i, 4],
  ];
  for (const [what, source, message, line] of wrong) {
    it(`reports ${what} with its place and a fix`, () => {
      const { problems } = parsePromptFile(source);
      const found = problems.find((problem) => message.test(problem.message));
      expect(problems.map((problem) => problem.message).join('\n')).toMatch(message);
      expect(found?.line).toBe(line);
      expect(found?.fix).not.toBe('');
    });
  }

  it('reads no heading inside a comment or a fenced block', () => {
    const fenced = SAMPLE.replace('- [ ] read more', '```md\n## Response 7\n```\n<!--\n## Response 8\n-->');
    expect(parsePromptFile(fenced).responses.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('ends a section at a heading of level 1, too, so that what follows is neither sent nor embedded', () => {
    const source = SAMPLE.replace('## Literature', '# Appendix').replace(
      'Consider {{structures}}.',
      'Consider {{structures}}.\n\n# Later',
    );
    const file = parsePromptFile(source);
    expect(file.responses[1]?.text).toBe('The pancreas on CT is lobulated.');
    expect(file.prompt?.template).toBe(parsePromptFile(SAMPLE).prompt?.template);
    expect(file.otherSections).toEqual([]);
  });

  it('never throws, and every place lies in the text', () => {
    const pieces = [
      '---\n',
      '## Response 1\n',
      '## Prompt\n',
      '<!--',
      '-->',
      '```\n',
      '> a: b\n',
      'organ: x\n',
      '\r\n',
      '\\',
      '[',
      '&a *a',
      '\t',
    ];
    const text = fc
      .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'binary', maxLength: 6 })))
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (source) => {
        const { problems, responses, frontMatter } = parsePromptFile(source);
        const spans = [
          ...problems,
          ...responses.flatMap(({ heading, textPlace, whole, body }) => [heading, textPlace, whole, body]),
        ];
        for (const span of [...spans, ...(frontMatter === null ? [] : [frontMatter.whole])]) {
          expect(span.offset).toBeGreaterThanOrEqual(0);
          expect(span.length).toBeGreaterThanOrEqual(0);
          expect(endOf(span)).toBeLessThanOrEqual(source.length);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('reports nesting and repetition beyond reason in time', () => {
    const hostile = [
      `---\norgan: ${'['.repeat(9_000)}\n---\n`,
      `---\norgan: ${'['.repeat(500_000)}\n---\n`,
      `---\norgan: ${'{a: ['.repeat(1_900)}\n---\n`,
      `---\n${'- '.repeat(4_900)}\n---\n`,
      `---\n${'? '.repeat(4_900)}\n---\n`,
      `---\norgan: ${'"'.repeat(9_900)}\n---\n`,
      `---\n${'a:\n'.repeat(3_300)}\n---\n`,
      `---\n${'&a '.repeat(3_300)}\n---\n`,
      `---\norgan: [${','.repeat(9_900)}\n---\n`,
      `${SAMPLE}${'<!-- '.repeat(50_000)}`,
      `${SAMPLE}${'```\n'.repeat(50_001)}`,
      `${SAMPLE}${'## Response 1\n'.repeat(5_000)}`,
    ];
    for (const source of hostile) {
      const start = performance.now();
      expect(parsePromptFile(source).problems.length).toBeGreaterThan(0);
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });
});
