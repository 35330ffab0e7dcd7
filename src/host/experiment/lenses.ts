import { basename } from 'node:path';
import type { Node } from 'jsonc-parser';
import { findNodeAtLocation, modify } from 'jsonc-parser';
import type { CodeLensProvider, Disposable, TextDocument } from 'vscode';
import { CodeLens, EventEmitter, l10n, languages, Range, Uri, WorkspaceEdit, workspace } from 'vscode';
import { jsonOf, readTree } from '../../core/config/file/tree';
import type { Services } from '../services';
import { registerCommand } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { EXPERIMENT_ENDING } from '../support/pickFile';
import { diceOf } from '../support/runs/describe';
import type { StoredRun } from '../support/runs/store';
import { usesText } from '../support/usesText';
import { SELECTOR } from './diagnostics';

/** The paper's weight of the text for the left atrium (its ablation's best). */
const PAPER_BETA = 0.1;

/** The runs of an experiment: those of its name, or whose folder is called after its file. */
function runsOf(document: TextDocument, root: Node | undefined, runs: readonly StoredRun[]): StoredRun[] {
  const file = basename(document.uri.fsPath, EXPERIMENT_ENDING);
  const written: unknown = root && findNodeAtLocation(root, ['name'])?.value;
  return runs.filter(({ record, path }) => record.name === written || basename(path).includes(file));
}

function lineOf(document: TextDocument, node: Node | undefined): Range {
  const line = document.positionAt(node?.parent?.offset ?? node?.offset ?? 0).line;
  return new Range(line, 0, line, 0);
}

function lensesOf(document: TextDocument, { runs, training }: Services): CodeLens[] {
  const root = readTree(document.getText());
  const top = lineOf(document, root);
  const { uri } = document;
  const lens = (range: Range, title: string, command: string, ...args: unknown[]): CodeLens =>
    new CodeLens(range, { title, command: command === '' ? '' : `llmSegNet.${command}`, arguments: args });
  const result = [
    lens(top, `$(play) ${l10n.t('Train')}`, 'train', uri),
    lens(top, `$(search) ${l10n.t('Check Data')}`, 'checkData', uri),
  ];
  const own = runsOf(document, root, runs.list());
  const resumable = own.find(
    ({ state, hasCheckpoint }) => hasCheckpoint && ['paused', 'stopped', 'interrupted', 'failed'].includes(state),
  );
  if (resumable && training.current?.run !== resumable.path)
    result.push(
      lens(top, `$(debug-continue) ${l10n.t('Resume at {0}', String(resumable.record.iteration))}`, 'resume', resumable.path),
    );
  const finished = own.find(({ hasCheckpoint }) => hasCheckpoint);
  if (finished) result.push(lens(top, `$(checklist) ${l10n.t('Evaluate')}`, 'evaluate', finished.path));
  const measured = own.find(({ record }) => diceOf(record) !== undefined);
  const dice = measured && diceOf(measured.record);
  if (measured && dice !== undefined)
    result.push(lens(top, l10n.t('last Dice {0}', dice.toFixed(3)), 'openViewer', measured.path));
  const content: unknown = root && jsonOf(root);
  // Without text beta changes nothing.
  if (typeof content !== 'object' || content === null || !usesText({ ...content })) return result;
  const text = root && findNodeAtLocation(root, ['text']);
  const beta = root && findNodeAtLocation(root, ['text', 'beta']);
  const place = lineOf(document, beta ?? text ?? root);
  if (beta?.value !== PAPER_BETA)
    result.push(lens(place, l10n.t('beta = {0} (paper, left atrium)', String(PAPER_BETA)), 'setPaperBeta', uri));
  result.push(lens(place, l10n.t('Sweep over beta…'), 'sweepBeta', uri));
  return result;
}

/** text.beta as the paper has it; comments and layout stay. */
async function setPaperBeta(uri: unknown): Promise<void> {
  if (!(uri instanceof Uri)) return;
  const document = await workspace.openTextDocument(uri);
  const source = document.getText();
  if (readTree(source)?.type !== 'object') return;
  const change = new WorkspaceEdit();
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: source.includes('\r\n') ? '\r\n' : '\n' };
  for (const { offset, length, content } of modify(source, ['text', 'beta'], PAPER_BETA, { formattingOptions }))
    change.replace(uri, new Range(document.positionAt(offset), document.positionAt(offset + length)), content);
  await workspace.applyEdit(change);
}

export function registerLenses(services: Services): Disposable {
  const changed = new EventEmitter<void>();
  const provider: CodeLensProvider = {
    onDidChangeCodeLenses: changed.event,
    provideCodeLenses: (document) => lensesOf(document, services),
  };
  return combineDisposables(
    changed,
    services.runs.onDidChange(() => changed.fire()),
    languages.registerCodeLensProvider(SELECTOR, provider),
    registerCommand(services, 'setPaperBeta', 'nothing', setPaperBeta),
  );
}
