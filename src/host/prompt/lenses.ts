import type { CodeLensProvider, TextDocument } from 'vscode';
import { CodeLens, l10n, Range } from 'vscode';
import { missingNumbers } from '../../core/text/answer';
import { promptHash } from '../../core/text/hashes';
import { parsePromptFile } from '../../core/text/promptFile';
import { editedByHand, madeForAnotherPrompt } from '../../core/text/provenance';
import { renderPrompt } from '../../core/text/template';
import type { ResponseSection } from '../../core/text/types';
import { wordsOf } from '../../core/text/words';
import { PROPOSAL_SCHEME } from './review';

/** '92 words · made for another prompt'. */
function describe(response: ResponseSection, prompt: string): string {
  const parts = [l10n.t('{0} words', String(wordsOf(response.text).length))];
  if (madeForAnotherPrompt(response, prompt) === true) parts.push(l10n.t('made for another prompt'));
  if (editedByHand(response) === true) parts.push(l10n.t('edited by hand'));
  return parts.join(' · ');
}

function lensesOf(document: TextDocument): CodeLens[] {
  const file = parsePromptFile(document.getText());
  const { uri } = document;
  const at = (line: number, title: string, command: string, ...args: unknown[]): CodeLens =>
    new CodeLens(new Range(line, 0, line, 0), { title, command, arguments: args });
  if (uri.scheme === PROPOSAL_SCHEME)
    return [
      at(0, `$(check) ${l10n.t('Accept')}`, 'llmSegNet.acceptText'),
      at(0, `$(close) ${l10n.t('Reject')}`, 'llmSegNet.rejectText'),
    ];
  const top = (file.prompt?.heading.line ?? 1) - 1;
  const prompt = promptHash(renderPrompt(file));
  const missing = missingNumbers(file);
  return [
    at(top, `$(sparkle) ${l10n.t('Regenerate all')}`, 'llmSegNet.regenerateText', uri),
    ...(missing.length === 0
      ? []
      : [
          at(
            top,
            `$(sparkle) ${l10n.t('Generate {0} missing', String(missing.length))}`,
            'llmSegNet.regenerateText',
            uri,
            missing,
          ),
        ]),
    at(top, `$(check) ${l10n.t('Check')}`, 'llmSegNet.checkText', uri),
    at(top, `$(symbol-numeric) ${l10n.t('Embed')}`, 'llmSegNet.embedText', uri),
    ...file.responses.flatMap((response) => [
      at(response.heading.line - 1, `$(sparkle) ${l10n.t('Regenerate')}`, 'llmSegNet.regenerateText', uri, [response.number]),
      at(response.heading.line - 1, describe(response, prompt), ''),
    ]),
  ];
}

export const promptLenses: CodeLensProvider = { provideCodeLenses: lensesOf };
