import type { ExtensionContext, Uri } from 'vscode';
import { l10n, ProgressLocation, window, workspace } from 'vscode';
import { allNumbers, answerOf } from '../../core/text/answer';
import { parsePromptFile } from '../../core/text/promptFile';
import { renderPrompt } from '../../core/text/template';
import type { Generated, GenerateEvent } from '../../text/generate';
import { generate } from '../../text/generate';
import { createProposal } from '../../text/proposal';
import { settings } from '../support/settings';
import { agreed } from './consent';
import { chosenProvider } from './providers';
import type { Review } from './review';

/** The right side of the diff is drawn anew at most so often while an answer streams in. */
const SHOW_MILLISECONDS = 250;

/** Tells what was left out and why; throws what kept the rest from being asked, unless it was the user. */
function tell({ failed, stopped }: Generated): void {
  if (stopped !== undefined && stopped.code !== 'cancelled') throw stopped;
  if (failed.length === 0) return;
  const lines = failed.map(({ number, because }) => l10n.t('Response {0} is left as it was. {1}', String(number), because));
  void window.showWarningMessage(lines.join(' '));
}

/**
 * Asks for one answer after the other; what arrives is shown at once in the diff, and what is complete and checked stays there when the
 * user cancels or the server fails. The file is written to only when the user accepts.
 */
export async function regenerate(
  context: ExtensionContext,
  review: Review,
  uri: Uri,
  numbers?: readonly number[],
): Promise<void> {
  const read = async (): Promise<string> => (await workspace.openTextDocument(uri)).getText();
  const file = parsePromptFile(await read());
  if (file.prompt === null) throw new Error(l10n.t('The file has no section "## Prompt".'));
  const provider = await chosenProvider(context);
  if (!(await agreed(context, provider, renderPrompt(file, 1)))) return;
  const model = file.settings.model ?? (settings.model() || undefined);
  const date = new Date().toISOString().slice(0, 10);
  const wanted = numbers ?? allNumbers(file);
  const proposal = createProposal(read, (answers) => review.show(uri, answers));

  const title = l10n.t('Generating text');
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const controller = new AbortController();
    let decided = false;
    token.onCancellationRequested(() => controller.abort());
    const decision = review.onDidDecide((file) => {
      decided ||= file.toString() === uri.toString();
      if (decided) controller.abort();
    });
    let shown = 0;
    const onEvent = (event: GenerateEvent): void => {
      if (event.kind === 'asking') {
        const place = event.number === null ? 0 : wanted.indexOf(event.number);
        progress.report({
          message: l10n.t('response {0} ({1} of {2})', String(event.number), String(place + 1), String(wanted.length)),
        });
      } else if (event.kind === 'text' && event.number !== null && event.soFar.trim() !== '') {
        if (Date.now() - shown < SHOW_MILLISECONDS) return;
        shown = Date.now();
        const draft = answerOf(file, event.number, event.soFar, { provider: provider.id, model: model ?? '', date });
        if (!decided) void review.show(uri, proposal.answers, draft);
      }
    };
    const request = { provider, model, numbers: wanted, together: false, date, signal: controller.signal, onEvent };
    const generated = await generate(proposal, request).finally(() => {
      decision.dispose();
    });
    if (decided) return;
    // What was shown of an answer that did not pass, or did not end, is taken away again.
    if (proposal.answers.length > 0) await review.show(uri, proposal.answers);
    else await review.reject();
    tell(generated);
  });
}
