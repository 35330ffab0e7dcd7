import { describe, expect, it } from 'vitest';
import { parseExperimentText } from '../../../src/core/config/file/parse';
import type { CaseReport } from '../../../src/core/doctor/types';
import { patchFor, proposedExperiment } from '../../../src/host/newExperiment/proposal';
import type { DoctorReport } from '../../../src/io/doctor/types';

const machine = { memoryBytes: 16 * 2 ** 30 };

function caseReport(name: string, values: Partial<CaseReport> = {}): CaseReport {
  return {
    case: name,
    split: null,
    labelled: true,
    size: [50, 60, 40],
    spacing: [1, 1, 2],
    channels: 1,
    orientation: 'RAS',
    min: 0,
    max: 1,
    mean: 0.5,
    labels: { 0: 10, 1: 5, 2: 5 },
    problems: [],
    ...values,
  };
}

const cases = ['a', 'b', 'c'].map((name) => caseReport(name));
const report: DoctorReport = {
  version: 1,
  folder: '/volumes',
  layout: 'folder',
  found: 'images beside labels: 3 cases, 3 with a label.',
  labelNames: { 0: 'background', 1: 'head', 2: 'tail' },
  splits: null,
  proposedSplits: { train: ['a', 'b'], test: ['c'] },
  patients: {
    from: 'names',
    found: '3 cases, each of another patient, by their names.',
    groups: cases.map(({ case: id }) => ({ patient: id, cases: [id] })),
  },
  problems: [],
  cases,
};

describe('an experiment for volumes of the user', () => {
  it('is one that the check accepts, with the classes, the split and a patch that fits', () => {
    const text = proposedExperiment('mine', '../volumes', report);
    const { problems, experiment } = parseExperimentText(text, { machine, folder: '/work' });
    expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(experiment?.data.classes).toBe(3);
    expect(experiment?.data.labels).toEqual({ 0: 0, 1: { class: 1, name: 'head' }, 2: { class: 2, name: 'tail' } });
    expect(experiment?.data.labelled).toBe(2);
    expect(experiment?.patch).toEqual([48, 48, 32]);
    expect(experiment?.text.injection).toBe('off');
    expect(text).toContain('2 for training (a, b), 1 for the test (c)');
  });

  it('takes one foreground value without a name as binary, and only the leading labelled cases as labelled', () => {
    const binary = cases.map((one) => ({ ...one, labels: { 0: 10, 1: 5 }, labelled: one.case !== 'b' }));
    const text = proposedExperiment('mine', '.', { ...report, labelNames: {}, cases: binary });
    const { experiment } = parseExperimentText(text, { machine, folder: '/work' });
    expect(experiment?.data.labels).toBe('binary');
    expect(experiment?.data.labelled).toBe(1);
  });

  it('stays one file where names of cases hold line breaks and quotes', () => {
    const hostile = 'x"\n} "evil": {';
    const text = proposedExperiment(hostile, hostile, {
      ...report,
      found: hostile,
      proposedSplits: { train: [hostile], test: ['c'] },
    });
    const { experiment } = parseExperimentText(text, { machine, folder: '/work' });
    expect(experiment?.data.source).toEqual({ kind: 'folder', path: hostile });
  });

  it('takes patches of multiples of 16, at least 16 and at most 96', () => {
    expect(patchFor([caseReport('a', { size: [10, 300, 97] })])).toEqual([16, 96, 96]);
    expect(patchFor([caseReport('a', { size: null })])).toEqual([96, 96, 96]);
  });
});
