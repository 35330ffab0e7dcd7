import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { CaseReport, Problem, SplitName } from '../../core/doctor/types';
import type { DoctorReport } from '../../io/doctor/types';
import { countedCases, countedProblems } from '../support/counted';

/** A line of the Data view that is not a file; its children are known. */
export class FactItem extends TreeItem {
  constructor(
    label: string,
    readonly children: readonly FactItem[] = [],
  ) {
    super(label, children.length > 0 ? TreeItemCollapsibleState.Collapsed : TreeItemCollapsibleState.None);
  }
}

const ICONS: Readonly<Record<Problem['severity'], ThemeIcon>> = {
  error: new ThemeIcon('error', new ThemeColor('list.errorForeground')),
  warning: new ThemeIcon('warning', new ThemeColor('list.warningForeground')),
  note: new ThemeIcon('info'),
};

function problemItem({ severity, file, problem, fix }: Problem): FactItem {
  const item = new FactItem(problem);
  item.iconPath = ICONS[severity];
  item.description = fix;
  item.tooltip = `${file}: ${problem} ${fix}`;
  return item;
}

const worst = (problems: readonly Problem[]): Problem['severity'] | undefined =>
  (['error', 'warning'] as const).find((severity) => problems.some((one) => one.severity === severity));

function caseItem(report: CaseReport): FactItem {
  const { size, labelled, problems } = report;
  const item = new FactItem(report.case, problems.map(problemItem));
  const severity = worst(problems);
  item.iconPath = severity === undefined ? new ThemeIcon(labelled ? 'symbol-color' : 'circle-outline') : ICONS[severity];
  const parts = [
    labelled ? l10n.t('with a label') : l10n.t('without a label'),
    size === null ? '' : size.join(' × '),
    problems.length > 0 ? countedProblems(problems.length) : '',
  ];
  item.description = parts.filter((part) => part !== '').join(' · ');
  item.accessibilityInformation = { label: `${report.case}, ${item.description}` };
  return item;
}

function group(name: string, cases: readonly CaseReport[]): FactItem[] {
  if (cases.length === 0) return [];
  const item = new FactItem(name, cases.map(caseItem));
  const labelled = cases.filter((one) => one.labelled).length;
  const troubled = cases.filter(({ problems }) => worst(problems) !== undefined).length;
  const counted = countedCases(cases.length, labelled);
  item.description = troubled === 0 ? counted : `${counted}, ${l10n.t('{0} with problems', String(troubled))}`;
  item.iconPath = new ThemeIcon('layers');
  return [item];
}

/** Children of an experiment: problems of the folder, then its cases by what they are for. */
export function factsOf({ problems, cases }: DoctorReport): FactItem[] {
  const of = (split: SplitName): CaseReport[] => cases.filter((one) => one.split === split);
  return [
    ...problems.map(problemItem),
    ...group(l10n.t('Training'), of('train')),
    ...group(l10n.t('Validation'), of('validation')),
    ...group(l10n.t('Test'), of('test')),
    ...group(l10n.t('In no list'), of(null)),
  ];
}
