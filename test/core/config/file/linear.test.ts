import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { hasErrors, MOST_PROBLEMS, parseExperimentText } from '../../../../src/core/config/file/parse';
import { nesting, readTree } from '../../../../src/core/config/file/tree';
import { preview } from '../../../../src/core/config/preview';
import { growth } from '../../../support/steps';

// Coverage slows everything down, and machines may be busy.
vi.setConfig({ testTimeout: 120_000 });

const FRAGMENTS = [
  ...[
    ' ',
    '\n',
    ',',
    ':',
    '{',
    '}',
    '[',
    ']',
    '"',
    "'",
    '\\',
    '/',
    '//',
    '/*',
    '*/',
    '1',
    '1e',
    '-',
    'true',
    'x',
    '\u2028',
    '骨',
    '\0',
  ],
  ...[
    '"a": 1,',
    '"seed": 1,',
    '{"kind": "x"},',
    '"data": {',
    '"a",',
    '[],',
    '{},',
    'null,',
    '"\\u0000",',
    '"__proto__": {},',
    '\ufeff',
  ],
];
const fragment = fc.array(fc.constantFrom(...FRAGMENTS), { minLength: 1, maxLength: 4 }).map((parts) => parts.join(''));
const start = fc.constantFrom(
  '',
  '{',
  '{"data": {',
  '{"data": {"splits": {"train": [',
  '{"patch": [',
  '{"data": {"labels": {',
  '/*',
  '"',
);
const repeated = (part: string, size: number): string => part.repeat(Math.ceil(size / part.length)).slice(0, size);
const work = (text: (size: number) => string) => (size: number) => void parseExperimentText(text(size));

describe('twice the experiment file takes at most 2.3 times the steps', () => {
  it('whatever is repeated in it', () => {
    fc.assert(
      fc.property(start, fragment, fc.constantFrom('', '}', ']}}'), (begin, part, end) => {
        expect(
          growth(
            work((size) => begin + repeated(part, size) + end),
            8000,
          ),
        ).toBeLessThan(2.3);
      }),
      { numRuns: 15 },
    );
  });

  const numbered = (size: number, one: (index: number) => string): string =>
    Array.from({ length: size }, (_, i) => one(i)).join(',');
  for (const [name, text] of [
    ['unknown keys', (size) => `{${numbered(size, (i) => `"key${i}": 1`)}}`],
    ['unknown keys below', (size) => `{"data": {${numbered(size, (i) => `"key${i}": 1`)}}}`],
    ['a wrong list', (size) => `{"data": {"splits": {"train": [${numbered(size, () => '1')}]}}}`],
    ['one key many times', (size) => `{${numbered(size, () => '"seed": 1')}}`],
    ['many labels', (size) => `{"data": {"labels": {${numbered(size, (i) => `"${i}": 1`)}}}}`],
  ] satisfies [string, (size: number) => string][])
    it(`with ${name}`, () => {
      expect(growth(work(text), 1000)).toBeLessThan(2.3);
    });
});

describe('bounded', () => {
  it('a hundred complaints are told, and one counts the others', () => {
    const keys = Array.from({ length: 30_000 }, (_, index) => `"key${index}": 1`).join(',');
    for (const [text, most] of [
      [`{${keys}}`, 29_900],
      [`{"data": [${','.repeat(900_000)}`, 899_900],
    ] as const) {
      const { problems } = parseExperimentText(text);
      expect(problems.length).toBeLessThanOrEqual(MOST_PROBLEMS + 2);
      const counted = problems.flatMap(({ message }) => /^And (\d+) more\./.exec(message)?.[1] ?? []);
      expect(counted.map(Number)).toEqual([expect.closeTo(most, -2)]);
      expect(JSON.stringify(problems).length).toBeLessThan(200_000);
    }
  });

  it('a value is shown no further than its beginning', () => {
    expect(preview({ a: [1, 'b', null, { c: true }], d: {} })).toBe('{"a":[1,"b",null,{"c":true}],"d":{}}');
    expect(preview('x'.repeat(100))).toBe(`"${'x'.repeat(59)}...`);
    expect(preview(undefined)).toBe('nothing');
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => preview(JSON.parse(text), 1e6) === JSON.stringify(JSON.parse(text))),
    );
    const items = new Proxy([], { get: (list, name) => (name === 'length' ? 1e9 : (Reflect.get(list, name) as unknown)) });
    expect(preview(items)).toMatch(/^\[.{59}\.\.\.$/);
  });
});

describe('nesting', () => {
  const deep = '{"a":'.repeat(3000);
  it('behind comments, strings and brackets that close nothing is seen, and refused in one sentence', () => {
    for (const text of [
      `/*${'}'.repeat(3000)}*/${deep}`,
      `//${'}'.repeat(3000)}\n${deep}`,
      `{"name": "${'}'.repeat(3000)}", "data": ${deep}`,
      `{"a": ${'[}'.repeat(3000)}`,
      `{"a": ${'[1 }'.repeat(3000)}`,
      `${'[{]'.repeat(3000)}`,
    ]) {
      expect(parseExperimentText(text).problems).toMatchObject([
        { severity: 'error', message: expect.stringContaining('nests deeper than 64 levels') as string },
      ]);
      expect(readTree(text)).toBeUndefined();
    }
  });

  it('is that of the brackets that count', () => {
    expect(nesting('{"a": ["[[[", {}] /* {{{{ */, "b": {}} // [[[')).toBe(3);
    expect(nesting('')).toBe(0);
  });

  it('of any kind ends in problems, never in an error', () => {
    const pieces = fc.array(fc.constantFrom(...FRAGMENTS, '[{', '{"a":[', '}]'), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 4000 }), (parts, times) => {
        const text = parts.join('').repeat(times).slice(0, 200_000);
        const parsed = parseExperimentText(text);
        expect(parsed.experiment === null).toBe(hasErrors(parsed) && parsed.experiment === null);
      }),
      { numRuns: 60 },
    );
  });
});

it('a file whose text is broken is given no edit that could land in the wrong place', () => {
  const broken =
    '{\n  "preset": "hippocampus",\n  "name": "x",\n  "data": rts",\n  "data": {\n    "classes": 3,\n    "labels": {"1": 1, "2": 1}\n  }\n}\n';
  const { problems } = parseExperimentText(broken);
  expect(problems.some(({ severity }) => severity === 'error')).toBe(true);
  const twice = '{"preset": "hippocampus", "data": "text", "data": {"classes": 4}}';
  expect(parseExperimentText(twice).problems.filter(({ path }) => path === 'data.classes')).toMatchObject([{ fix: undefined }]);
});
