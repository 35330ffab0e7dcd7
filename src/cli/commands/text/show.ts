import type { Command } from 'commander';
import { promptHash, responsesHash, responseTexts, shortHash } from '../../../core/text/hashes';
import { parsePromptFile } from '../../../core/text/promptFile';
import { editedByHand, formatProvenance } from '../../../core/text/provenance';
import { renderPrompt } from '../../../core/text/template';
import type { PromptFile } from '../../../core/text/types';
import { estimateTokens, wordsOf } from '../../../core/text/words';
import { printable } from '../../../io/fileError';
import { promptPath } from '../../../text/features/prompt';
import { readPromptSource } from '../../../text/promptSource';
import { textGroup } from './group';

/** Lines of text, each fit for a terminal. */
const lines = (text: string): string[] => text.split('\n').map(printable);

function summary(file: PromptFile): string[] {
  const { task, organ, modality, count, minWords } = file.settings;
  const texts = responseTexts(file);
  return [
    `${task}: ${organ} in ${modality}; ${texts.length} of ${count} responses, ${minWords} words each at least`,
    `Prompt ${shortHash(promptHash(renderPrompt(file)))}, responses ${shortHash(responsesHash(texts))}`,
  ].map(printable);
}

async function show(name: string, { full }: { full?: boolean }): Promise<void> {
  const file = parsePromptFile(await readPromptSource(promptPath(name)));
  const output = [...summary(file), '', ...lines(renderPrompt(file))];
  for (const response of file.responses) {
    const { number, text, provenance } = response;
    const edited = editedByHand(response) === true ? ', edited by hand' : '';
    output.push('', `Response ${number}: ${wordsOf(text).length} words, about ${estimateTokens(text)} tokens${edited}`);
    if (provenance !== null) output.push(printable(`  ${formatProvenance(provenance)}`));
    const shown = full || text.length <= 160 ? text : `${text.slice(0, 160)}…`;
    if (text !== '') output.push(...lines(shown).map((line) => `  ${line}`));
  }
  console.log(output.join('\n'));
}

/** `llm-segnet text show FILE` */
export function registerTextShow(program: Command): void {
  textGroup(program)
    .command('show')
    .description('Show a prompt file: the prompt as it is sent, and each response with its length and origin')
    .argument('<file>', 'a .segprompt.md file, or the name of a bundled prompt')
    .option('--full', 'responses whole')
    .action(async (file: string, options: { full?: boolean }) => {
      await show(file, options);
    });
}
