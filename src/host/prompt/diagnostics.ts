import type { Disposable, TextDocument } from 'vscode';
import { Diagnostic, DiagnosticSeverity, languages, Range, workspace } from 'vscode';
import { checkPromptFile } from '../../core/text/checks/checkPromptFile';
import { parsePromptFile } from '../../core/text/promptFile';
import { combineDisposables } from '../support/disposables';
import { PROMPT_ENDING } from '../support/pickFile';

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
} as const;
const DELAY_MILLISECONDS = 400;

export interface PromptDiagnostics extends Disposable {
  /** Checks now. Returns how many problems there are. */
  check(document: TextDocument): number;
}

export function createPromptDiagnostics(): PromptDiagnostics {
  const collection = languages.createDiagnosticCollection('llmSegNet.prompt');
  const timers = new Map<string, NodeJS.Timeout>();
  const check = (document: TextDocument): number => {
    const problems = checkPromptFile(parsePromptFile(document.getText()));
    collection.set(
      document.uri,
      problems.map(({ offset, length, message, fix, severity, code }) => {
        const range = new Range(document.positionAt(offset), document.positionAt(offset + length));
        const diagnostic = new Diagnostic(range, `${message} ${fix}`, SEVERITIES[severity]);
        diagnostic.source = 'LLM-SegNet';
        diagnostic.code = code;
        return diagnostic;
      }),
    );
    return problems.length;
  };
  const soon = (document: TextDocument): void => {
    if (document.uri.scheme !== 'file' || !document.uri.path.endsWith(PROMPT_ENDING)) return;
    const key = document.uri.toString();
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        if (!document.isClosed) check(document);
      }, DELAY_MILLISECONDS),
    );
  };
  for (const document of workspace.textDocuments) soon(document);
  const parts = combineDisposables(
    collection,
    workspace.onDidOpenTextDocument(soon),
    workspace.onDidChangeTextDocument(({ document }) => soon(document)),
    workspace.onDidCloseTextDocument(({ uri }) => collection.delete(uri)),
  );
  return {
    check,
    dispose() {
      parts.dispose();
    },
  };
}
