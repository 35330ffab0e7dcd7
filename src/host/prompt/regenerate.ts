import type { ExtensionContext, Uri } from 'vscode';
import { l10n, ProgressLocation, window, workspace } from 'vscode';
import type { Answer } from '../../core/text/edit';
import { promptHash, shortHash, textHash } from '../../core/text/hashes';
import { parsePromptFile } from '../../core/text/promptFile';
import type { TextProvider } from '../../core/text/provider';
import { collectAnswer, TextProviderError } from '../../core/text/provider';
import { renderPrompt } from '../../core/text/template';
import type { PromptFile } from '../../core/text/types';
import { settings } from '../support/settings';
import { agreed } from './consent';
import { chosenProvider } from './providers';
import type { Review } from './review';

/** The right side of the diff is drawn anew at most so often while an answer streams in. */
const SHOW_MILLISECONDS = 250;

function answerOf(file: PromptFile, number: number, text: string, provider: TextProvider, model: string): Answer {
  const { temperature, seed } = file.settings;
  return {
    number,
    text,
    provenance: {
      model,
      provider: provider.id,
      date: new Date().toISOString().slice(0, 10),
      prompt: shortHash(promptHash(renderPrompt(file))),
      text: shortHash(textHash(text)),
      ...(temperature === undefined ? {} : { temperature: String(temperature) }),
      ...(seed === undefined ? {} : { seed: String(seed) }),
      other: {},
    },
  };
}

/** All numbers of a file: those it has, and those its count asks for. */
export function allNumbers({ responses, settings: { count } }: PromptFile): number[] {
  const wanted = new Set([...responses.map(({ number }) => number), ...Array.from({ length: count }, (_, index) => index + 1)]);
  return [...wanted].sort((a, b) => a - b);
}

/** Asks for one answer after the other; what arrives is shown at once in the diff. What is complete is kept when the user cancels. */
export async function regenerate(
  context: ExtensionContext,
  review: Review,
  uri: Uri,
  numbers?: readonly number[],
): Promise<void> {
  const file = parsePromptFile((await workspace.openTextDocument(uri)).getText());
  if (file.prompt === null) throw new Error(l10n.t('The file has no section "## Prompt".'));
  const provider = await chosenProvider(context);
  const prompt = renderPrompt(file, 1);
  if (!(await agreed(context, provider, prompt))) return;
  const model = file.settings.model ?? (settings.model() || undefined);
  const wanted = numbers ?? allNumbers(file);
  const done: Answer[] = [];

  const title = l10n.t('Generating text');
  await window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, async (progress, token) => {
    const controller = new AbortController();
    token.onCancellationRequested(() => controller.abort());
    try {
      for (const number of wanted) {
        progress.report({
          message: l10n.t('response {0} ({1} of {2})', String(number), String(done.length + 1), String(wanted.length)),
        });
        let shown = 0;
        const { temperature, seed } = file.settings;
        const request = {
          prompt,
          model,
          temperature,
          seed: seed === undefined ? undefined : seed + number,
          signal: controller.signal,
        };
        const collected = await collectAnswer(provider, request, (_event, soFar) => {
          if (Date.now() - shown < SHOW_MILLISECONDS || soFar.trim() === '') return;
          shown = Date.now();
          void review.show(uri, [...done, answerOf(file, number, soFar, provider, model ?? '')]);
        });
        done.push(answerOf(file, number, collected.text, provider, collected.model));
        await review.show(uri, done);
      }
    } catch (error) {
      if (done.length > 0) await review.show(uri, done);
      else await review.reject();
      if (!(error instanceof TextProviderError && error.code === 'cancelled')) throw error;
    }
  });
}
