import { l10n } from 'vscode';

export function countedProblems(count: number): string {
  return count === 1 ? l10n.t('1 problem') : l10n.t('{0} problems', String(count));
}

export function countedCases(count: number, labelled: number): string {
  if (count > 1) return l10n.t('{0} cases, {1} with a label', String(count), String(labelled));
  return labelled === 1 ? l10n.t('1 case, with a label') : l10n.t('1 case, without a label');
}
