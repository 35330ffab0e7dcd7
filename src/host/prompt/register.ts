import type { ExtensionContext, Uri } from 'vscode';
import { l10n, languages, ThemeIcon, TreeItemCollapsibleState, Uri as UriClass, window, workspace } from 'vscode';
import { checkPromptFile } from '../../core/text/checks/checkPromptFile';
import { parsePromptFile } from '../../core/text/promptFile';
import { renderPrompt } from '../../core/text/template';
import { FileError } from '../../io/fileError';
import { readPromptSource } from '../../text/promptSource';
import type { Register } from '../services';
import { registerCommand } from '../support/commands';
import { countedProblems } from '../support/counted';
import { combineDisposables } from '../support/disposables';
import { createFileTree, FileItem } from '../support/fileTree';
import { PROMPT_ENDING, pickFile } from '../support/pickFile';
import type { PromptDiagnostics } from './diagnostics';
import { createPromptDiagnostics } from './diagnostics';
import { embed } from './embed';
import { clearApiKey, setApiKey } from './key';
import { promptLenses } from './lenses';
import { newPrompt } from './newPrompt';
import { createPayloadEditor, type PayloadEditor } from './payload';
import { chooseLanguageModel, chosenProvider } from './providers';
import { regenerate } from './regenerate';
import { createReview, PROPOSAL_SCHEME } from './review';

const SELECTOR = { pattern: `**/*${PROMPT_ENDING}` } as const;

async function promptItem(uri: Uri): Promise<FileItem> {
  const item = new FileItem(uri, PROMPT_ENDING, 'prompt', TreeItemCollapsibleState.None);
  const source = await readPromptSource(uri.fsPath).catch((error: unknown) => error);
  if (typeof source !== 'string') {
    // One file that cannot be read must not empty the view.
    item.iconPath = new ThemeIcon('error');
    item.description = source instanceof FileError ? source.problem : String(source);
    return item;
  }
  const file = parsePromptFile(source);
  const problems = checkPromptFile(file).filter(({ severity }) => severity !== 'info').length;
  const answers = file.responses.filter(({ text }) => text !== '').length;
  item.iconPath = new ThemeIcon(problems > 0 ? 'warning' : 'comment-discussion');
  const counted = l10n.t('{0} of {1} responses', String(answers), String(file.settings.count));
  item.description = problems > 0 ? `${counted}, ${countedProblems(problems)}` : counted;
  return item;
}

async function check(diagnostics: PromptDiagnostics, argument: unknown): Promise<void> {
  const uri = await pickFile(argument, PROMPT_ENDING, l10n.t('Check which prompt file?'));
  if (!uri) return;
  const document = await workspace.openTextDocument(uri);
  await window.showTextDocument(document);
  const count = diagnostics.check(document);
  void window.showInformationMessage(
    count === 0 ? l10n.t('Nothing to say about this text.') : l10n.t('See Problems: {0}.', countedProblems(count)),
  );
}

async function showPayload(context: ExtensionContext, editor: PayloadEditor, argument: unknown): Promise<void> {
  const uri = await pickFile(argument, PROMPT_ENDING, l10n.t('Of which prompt file?'));
  if (!uri) return;
  const { destination } = await chosenProvider(context);
  await editor.show(renderPrompt(parsePromptFile((await workspace.openTextDocument(uri)).getText()), 1), destination);
}

/** Prompt files: checks, code lenses, generated text that is reviewed as a diff, features. */
export const register: Register = (context, services) => {
  const review = createReview();
  const payload = createPayloadEditor();
  const diagnostics = createPromptDiagnostics();
  const tree = createFileTree(PROMPT_ENDING, promptItem);
  return combineDisposables(
    review,
    payload,
    diagnostics,
    tree,
    window.createTreeView('llmSegNet.prompts', { treeDataProvider: tree }),
    workspace.registerTextDocumentContentProvider(PROPOSAL_SCHEME, review),
    languages.registerCodeLensProvider(SELECTOR, promptLenses),
    registerCommand(services, 'refreshPrompts', 'nothing', () => tree.refresh()),
    registerCommand(services, 'newPrompt', 'nothing', () => newPrompt(context)),
    registerCommand(services, 'checkText', 'nothing', (argument) => check(diagnostics, argument)),
    registerCommand(services, 'embedText', 'trust', (argument) => embed(services, argument)),
    registerCommand(services, 'regenerateText', 'trust', async (argument, numbers) => {
      const uri = await pickFile(argument, PROMPT_ENDING, l10n.t('Regenerate which prompt file?'));
      const chosen =
        Array.isArray(numbers) && argument instanceof UriClass ? numbers.filter((one) => typeof one === 'number') : undefined;
      if (uri) await regenerate(context, review, uri, chosen);
    }),
    registerCommand(services, 'acceptText', 'nothing', () => review.accept()),
    registerCommand(services, 'rejectText', 'nothing', () => review.reject()),
    registerCommand(services, 'setApiKey', 'trust', () => setApiKey(context)),
    registerCommand(services, 'clearApiKey', 'nothing', () => clearApiKey(context)),
    registerCommand(services, 'chooseLanguageModel', 'trust', () => chooseLanguageModel()),
    registerCommand(services, 'showPayload', 'nothing', (argument) => showPayload(context, payload, argument)),
  );
};
