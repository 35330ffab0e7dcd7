import type { CodeActionProvider, DiagnosticCollection, Disposable, TextDocument } from 'vscode';
import { CodeAction, CodeActionKind, Diagnostic, DiagnosticSeverity, languages, Range, WorkspaceEdit, workspace } from 'vscode';
import type { Problem } from '../../core/config/file/types';
import type { Services } from '../services';
import { combineDisposables } from '../support/disposables';
import { EXPERIMENT_ENDING } from '../support/pickFile';
import type { Checker } from './checker';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Information,
} as const;

const DELAY_MILLISECONDS = 250;
export const SELECTOR = { pattern: `**/*${EXPERIMENT_ENDING}` } as const;

/** A diagnostic that knows the change that would end it. */
class ExperimentDiagnostic extends Diagnostic {
  constructor(
    range: Range,
    readonly problem: Problem,
  ) {
    super(range, problem.message, SEVERITIES[problem.severity]);
    this.source = 'LLM-SegNet';
    if (problem.path !== '') this.code = problem.path;
  }
}

const isExperiment = ({ uri }: TextDocument): boolean => uri.path.endsWith(EXPERIMENT_ENDING);

async function check(document: TextDocument, checker: Checker, collection: DiagnosticCollection): Promise<void> {
  const { version } = document;
  const { problems } = await checker.check(document.getText(), document.uri.path);
  // A newer text has its own check on the way.
  if (document.isClosed || document.version !== version) return;
  const json = workspace.getConfiguration('json', document).get('validate.enable', true);
  const ours = problems.filter(({ ofJson }) => ofJson !== true || !json);
  collection.set(
    document.uri,
    ours.map((problem) => {
      const { offset, length } = problem;
      return new ExperimentDiagnostic(new Range(document.positionAt(offset), document.positionAt(offset + length)), problem);
    }),
  );
}

const quickFixes: CodeActionProvider = {
  provideCodeActions(document, _range, { diagnostics }) {
    return diagnostics.flatMap((diagnostic) => {
      if (!(diagnostic instanceof ExperimentDiagnostic) || diagnostic.problem.fix === undefined) return [];
      const { title, edits } = diagnostic.problem.fix;
      const action = new CodeAction(title, CodeActionKind.QuickFix);
      action.edit = new WorkspaceEdit();
      for (const { offset, length, text } of edits) {
        action.edit.replace(document.uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), text);
      }
      action.diagnostics = [diagnostic];
      action.isPreferred = true;
      return [action];
    });
  },
};

/** The checks of the command line, at the right field, while one types. */
export function registerDiagnostics({ log }: Services, checker: Checker): Disposable {
  const collection = languages.createDiagnosticCollection('llmSegNet.experiment');
  const timers = new Map<string, NodeJS.Timeout>();
  const soon = (document: TextDocument, delay = DELAY_MILLISECONDS): void => {
    if (!isExperiment(document)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    const run = (): void => void check(document, checker, collection).catch((error: unknown) => log.error(String(error)));
    timers.set(key, setTimeout(run, delay));
  };
  for (const document of workspace.textDocuments) soon(document, 0);
  return combineDisposables(
    collection,
    workspace.onDidOpenTextDocument((document) => soon(document, 0)),
    workspace.onDidChangeTextDocument(({ document }) => soon(document)),
    workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
    languages.registerCodeActionsProvider(SELECTOR, quickFixes, { providedCodeActionKinds: [CodeActionKind.QuickFix] }),
  );
}
