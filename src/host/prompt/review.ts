import type { Disposable, TextDocumentContentProvider, Uri } from 'vscode';
import { commands, EventEmitter, l10n, Range, Uri as UriClass, WorkspaceEdit, window, workspace } from 'vscode';
import type { Answer } from '../../core/text/edit';
import { applyEdits, replaceResponses } from '../../core/text/edit';
import { parsePromptFile } from '../../core/text/promptFile';

export const PROPOSAL_SCHEME = 'llmsegnet-proposal';

/** Answers that wait for the user's yes or no, beside the file they are for. */
export interface Review extends TextDocumentContentProvider, Disposable {
  /** Opens the diff, or changes what its right side shows. */
  show(file: Uri, answers: readonly Answer[]): Promise<void>;
  accept(): Promise<void>;
  reject(): Promise<void>;
  /** The file whose answers wait. */
  readonly file: Uri | undefined;
}

const proposalOf = (file: Uri): Uri => file.with({ scheme: PROPOSAL_SCHEME, query: file.toString() });

async function proposedText(file: Uri, answers: readonly Answer[]): Promise<string> {
  const source = (await workspace.openTextDocument(file)).getText();
  return applyEdits(source, replaceResponses(parsePromptFile(source), answers));
}

/** One edit of the whole change, so that one undo takes it back. Computed on the text as it is now: the user may have gone on typing. */
async function apply(file: Uri, answers: readonly Answer[]): Promise<void> {
  const document = await workspace.openTextDocument(file);
  const change = new WorkspaceEdit();
  for (const { offset, length, text } of replaceResponses(parsePromptFile(document.getText()), answers)) {
    change.replace(file, new Range(document.positionAt(offset), document.positionAt(offset + length)), text);
  }
  if (!(await workspace.applyEdit(change))) throw new Error(l10n.t('The text could not be changed.'));
}

export function createReview(): Review {
  const changed = new EventEmitter<Uri>();
  let current: { file: Uri; answers: readonly Answer[]; text: string } | undefined;
  const close = async (): Promise<void> => {
    const uri = current && proposalOf(current.file).toString();
    current = undefined;
    await commands.executeCommand('setContext', 'llmSegNet.reviewing', false);
    const tabs = window.tabGroups.all.flatMap(({ tabs: all }) => all);
    const tab = tabs.find(({ input }) => {
      const modified = typeof input === 'object' && input !== null && 'modified' in input ? input.modified : undefined;
      return modified instanceof UriClass && modified.toString() === uri;
    });
    if (tab) await window.tabGroups.close(tab);
  };
  return {
    onDidChange: changed.event,
    provideTextDocumentContent: (uri) => (current && uri.query === current.file.toString() ? current.text : ''),
    get file() {
      return current?.file;
    },
    async show(file, answers) {
      const isNew = current?.file.toString() !== file.toString();
      current = { file, answers, text: await proposedText(file, answers) };
      changed.fire(proposalOf(file));
      if (!isNew) return;
      await commands.executeCommand('setContext', 'llmSegNet.reviewing', true);
      const title = l10n.t('{0}: generated text', file.path.split('/').at(-1) ?? '');
      await commands.executeCommand('vscode.diff', file, proposalOf(file), title, { preview: true });
    },
    async accept() {
      if (!current) return;
      const { file, answers } = current;
      await close();
      await apply(file, answers);
      await window.showTextDocument(file);
    },
    reject: close,
    dispose: () => changed.dispose(),
  };
}
