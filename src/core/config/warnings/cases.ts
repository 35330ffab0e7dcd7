import { usesUnlabelled } from '../../declaration/declaration';
import { declarationOf } from '../../methods/registry';
import { counted } from '../../wording';
import type { Check } from './types';

export const testSelection: Check = {
  id: 'selection-on-test',
  find({ evaluation }) {
    if (evaluation.selection !== 'best-on-test') return null;
    return {
      severity: 'warning',
      path: 'evaluation.selection',
      message:
        'The checkpoint is chosen by the test cases it is then measured on, so the number is too good. The literature does this on left atrium and Pancreas; say so where you report it.',
      remedy: { title: "Set selection to 'last'", set: [{ path: 'evaluation.selection', value: 'last' }] },
    };
  },
};

export const nothingToSelectBy: Check = {
  id: 'no-validation-cases',
  find({ evaluation, data }, facts) {
    if (data.splits.validation !== null || data.heldOut > 0 || (facts.data?.validationCases ?? 0) > 0) return null;
    if (evaluation.selection !== 'best' && evaluation.validationEvery === 0) return null;
    return {
      severity: 'error',
      path: evaluation.selection === 'best' ? 'evaluation.selection' : 'evaluation.validationEvery',
      message:
        'There are no validation cases. Name some in data.splits.validation, or keep the last of the training list back with data.heldOut.',
      remedy: { title: 'Hold out 4 training cases', set: [{ path: 'data.heldOut', value: 4 }] },
    };
  },
};

export const bestWithoutValidation: Check = {
  id: 'best-never-validated',
  find({ evaluation, iterations }) {
    if (evaluation.selection === 'last' || evaluation.validationEvery > 0) return null;
    const every = Math.max(1, Math.round(iterations / 10));
    return {
      severity: 'error',
      path: 'evaluation.selection',
      message: 'The best checkpoint is asked for, and evaluation.validationEvery is 0: no checkpoint is ever looked at.',
      remedy: { title: `Validate every ${every} iterations`, set: [{ path: 'evaluation.validationEvery', value: every }] },
    };
  },
};

export const fewerLabelledThanBatch: Check = {
  id: 'labelled-below-batch',
  find(experiment) {
    const { data } = experiment;
    const declaration = declarationOf(experiment);
    const wanted = Math.max(...declaration.phases.map(({ patches }) => patches.labelled));
    if (data.labelled % wanted === 0 || !usesUnlabelled(declaration)) return null;
    const few = data.labelled < wanted;
    return {
      severity: 'hint',
      path: 'data.labelled',
      message: few
        ? `${counted(data.labelled, 'labelled case fills', 'labelled cases fill')} ${wanted} places of a batch: a case comes twice in the same batch.`
        : `${data.labelled} labelled cases do not divide by the ${wanted} of a batch: each pass over them leaves ${data.labelled % wanted} out.`,
    };
  },
};

export const tooFewCases: Check = {
  id: 'too-few-cases',
  find(experiment, facts) {
    const { data } = experiment;
    const { source } = data;
    const cases = facts.data?.trainingCases ?? (source.kind === 'phantom' ? source.cases - source.testCases : undefined);
    if (cases === undefined) return null;
    const needsUnlabelled = usesUnlabelled(declarationOf(experiment));
    const most = cases - data.heldOut - (needsUnlabelled ? 1 : 0);
    if (data.labelled <= most) return null;
    const held = data.heldOut > 0 ? `, of which ${data.heldOut} are held out` : '';
    return {
      severity: 'error',
      path: 'data.labelled',
      message: `${counted(data.labelled, 'labelled case is', 'labelled cases are')} asked for${needsUnlabelled ? ' and at least one without label' : ''}; the training list has ${cases}${held}.`,
      ...(most < 1 ? {} : { remedy: { title: `Set labelled to ${most}`, set: [{ path: 'data.labelled', value: most }] } }),
    };
  },
};

export const classesOfLabels: Check = {
  id: 'classes-of-labels',
  find({ data: { labels, classes } }) {
    const used =
      labels === 'binary' ? [0, 1] : Object.values(labels).map((entry) => (typeof entry === 'number' ? entry : entry.class));
    const needed = used.reduce((largest, one) => Math.max(largest, one), 1) + 1;
    if (needed === classes) return null;
    const binary = labels === 'binary' ? "'binary' labels have 2 classes" : `data.labels names classes up to ${needed - 1}`;
    return {
      severity: needed > classes ? 'error' : 'warning',
      path: 'data.classes',
      message: `${binary}, and data.classes is ${classes}.`,
      remedy: { title: `Set classes to ${needed}`, set: [{ path: 'data.classes', value: needed }] },
    };
  },
};
