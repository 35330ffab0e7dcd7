import { parse } from 'jsonc-parser';
import { describe, expect, it } from 'vitest';
import { checkStudy } from '../../../src/core/study/checks';
import { expandStudy } from '../../../src/core/study/expand';
import { parseStudyText } from '../../../src/core/study/file/parse';
import { studySchema } from '../../../src/core/study/schema';
import { studyTemplate } from '../../../src/core/study/template';

const said = (text: string): string[] =>
  parseStudyText(text).problems.map(({ line, severity, message }) => `${line} ${severity} ${message}`);

function checked(text: string): string[] {
  const { study, draftAt } = parseStudyText(text);
  if (study === null) throw new Error('the study has errors');
  const expansion = expandStudy(study, { input: { data: { source: { kind: 'phantom' } } }, preset: null }, null);
  return checkStudy(study, expansion, draftAt).map(({ path, severity, message }) => `${path} ${severity} ${message}`);
}

describe('a study file', () => {
  it('has comments and commas at the end, and defaults for everything', () => {
    const { study, problems } = parseStudyText('// a study\n{ "axes": { "seed": [1, 2], }, }');
    expect(problems).toEqual([]);
    expect(study).toMatchObject({ name: 'study', folds: null, local: { atOnce: 1, threads: 'auto' } });
  });

  it.each([
    ['{ "axis": {} }', '1 error There is no field "axis". Did you mean \'axes\'?'],
    ['{\n "local": { "atonce": 2 } }', '2 error There is no field "atonce" in local. Did you mean \'atOnce\'?'],
    ['{ "axes": { "data.labeled": [1] } }', "1 error There is no setting 'data.labeled' to vary. Did you mean 'data.labelled'?"],
    ['{ "axes": { "fold": [1] } }', '1 error There is no setting \'fold\' to vary. Folds are set by "folds" beside "axes".'],
    ['{ "name": "../../x" }', '1 error name cannot be "../../x": letters, digits, dot, dash, space.'],
    ['{ "slurm": { "options": ["; rm -rf ~"] } }', '1 error slurm.options.0 cannot be "; rm -rf ~": an option of sbatch.'],
    ['[]', '1 error A study is an object: it begins with { and ends with }.'],
    ['  ', '1 error This is not JSON: value expected.'],
  ])('%s: %s', (text, problem) => {
    expect(said(text)).toContain(problem);
  });

  it('misspelt axes have a fix', () => {
    const text = '{ "axes": { "data.labeled": [1] } }';
    const [edit] = parseStudyText(text).problems[0]?.fix?.edits ?? [];
    expect(edit && text.slice(0, edit.offset) + edit.text + text.slice(edit.offset + edit.length)).toContain('"data.labelled"');
  });

  it('is told what selects nothing, what mixes protocols, and what seeds are for', () => {
    const problems = checked(
      '{ "axes": { "method": ["supervised"], "evaluation.largestComponent": [true, false], "run.threads": [1, 2] }, "exclude": [{ "methods": "x" }], "compare": { "baseline": { "method": "usl" } } }',
    );
    expect(problems).toEqual(
      expect.arrayContaining([
        expect.stringContaining("exclude.0 error This selects nothing: there is no axis 'methods'"),
        expect.stringContaining("compare.baseline error This selects nothing: 'method' has no value 'usl': supervised."),
        expect.stringContaining('axes.evaluation.largestComponent warning Runs that differ'),
        expect.stringContaining('axes.run.threads warning run.threads does not make another experiment'),
        expect.stringContaining('axes hint 1 seed shows little'),
      ]) as string[],
    );
  });

  it('is told what the checks of experiments say, once, with the runs it is about', () => {
    const problems = checked('{ "axes": { "patch": [[32, 32, 32], [30, 32, 32]], "seed": [1, 2, 3] } }');
    expect(problems.filter((one) => one.includes('patch'))).toEqual([
      expect.stringMatching(/base error In 3 of 6 runs \(patch \[30,32,32\].*: patch/) as string,
    ]);
  });

  it('the template is one without a complaint', () => {
    const text = studyTemplate({ name: 'mine', base: 'mine.llmsegnet.json' });
    expect(said(text)).toEqual([]);
    expect(studySchema.safeParse(parse(text)).success).toBe(true);
  });
});
