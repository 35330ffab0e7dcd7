import { describe, expect, it } from 'vitest';
import { caseIdOf, caseNameProblem, checkCaseId } from '../../src/io/caseName';

describe('names of cases', () => {
  it('are one name composed and decomposed', () => {
    expect(caseIdOf('Müller_2.nii.gz'.normalize('NFD'))).toBe('Müller_2'.normalize('NFC'));
  });

  it.each([
    ["O'Brien", /^has ' \(U\+0027\)$/],
    ['a,b', /^has , \(U\+002C\)$/],
    ['50%', /^has % \(U\+0025\)$/],
    ['a/b', /U\+002F/],
    ['smile\u{1f600}', /U\+1F600/],
    ['a..b', /two dots/],
    ['a.', /ends with a dot/],
    ['-a', /begins with no letter/],
    ['', /is empty/],
    ['a'.repeat(121), /121 characters/],
  ])('%j: the character is named', (name, problem) => {
    expect(caseNameProblem(name)).toMatch(problem);
    expect(() => checkCaseId(name, 'train.txt', 3)).toThrow(/train\.txt: line 3: .* is not a case name: it /);
  });

  it.each(['hippocampus_004', 'Zoë (2)', 'p-1+t@0=x', 'BraTS-GLI-00000-000'])('%j is one', (name) => {
    expect(caseNameProblem(name)).toBeNull();
    expect(checkCaseId(name, 'train.txt', 1)).toBe(name);
  });
});
