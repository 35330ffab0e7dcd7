import type { Disposable, Event, TextDocumentContentProvider, Uri } from 'vscode';
import { commands, EventEmitter, l10n, Range, Uri as UriClass, WorkspaceEdit, window, workspace } from 'vscode';
import type { Answer } from '../../core/text/edit';
import { replaceResponses } from '../../core/text/edit';
import { parsePromptFile } from '../../core/text/promptFile';
import { proposedText } from '../../text/proposal';

export const PROPOSAL_SCHEME = 'llmsegnet-proposal';

/** Answers that wait for the user's yes or no, beside the file they are for. */
export interface Review extends TextDocumentContentProvider, Disposable {
  /** Opens the diff, or changes what its right side shows. `draft` is still arriving: it is shown, and never accepted. */
  show(file: Uri, answers: readonly Answer[], draft?: Answer): Promise<void>;
  accept(): Promise<void>;
  reject(): Promise<void>;
  /** The user accepted or rejected what waits for this file. */
  readonly onDidDecide: Event<Uri>;
}

const proposalOf = (file: Uri): Uri => file.with({ scheme: PROPOSAL_SCHEME, query: file.toString() });

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
  const decided = new EventEmitter<Uri>();
  let current: { file: Uri; answers: readonly Answer[]; text: string } | undefined;
  const close = async (): Promise<void> => {
    if (current === undefined) return;
    const { file } = current;
    const uri = proposalOf(file).toString();
    current = undefined;
    decided.fire(file);
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
    onDidDecide: decided.event,
    async show(file, answers, draft) {
      const source = (await workspace.openTextDocument(file)).getText();
      const isNew = current?.file.toString() !== file.toString();
      current = { file, answers, text: proposedText(source, draft === undefined ? answers : [...answers, draft]) };
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
      // Shown first: whoever goes on at the sight of the change must not lose the focus to this.
      await window.showTextDocument(file);
      if (answers.length > 0) await apply(file, answers);
      else void window.showInformationMessage(l10n.t('No answer was complete yet; nothing was changed.'));
    },
    reject: close,
    dispose() {
      changed.dispose();
      decided.dispose();
    },
  };
}
