import { describe, expect, it } from 'vitest';
import type { Answer } from '../../src/core/text/edit';
import { parsePromptFile } from '../../src/core/text/promptFile';
import { generate } from '../../src/text/generate';
import { createProposal, proposedText } from '../../src/text/proposal';
import { fixtureProvider } from '../../src/text/providers/fixture';
import { SAMPLE } from '../core/text/samples';

const TEXTS = [
  'The pancreatic tail reaches the hilum of the spleen.',
  'A narrow pancreatic duct runs through the whole organ, from tail to head.',
  'In portal phase images the pancreas is a little darker than the liver.',
];

/** What the extension does with a diff, without the editor. */
async function propose(answers: Parameters<typeof fixtureProvider>[0], numbers: readonly number[]) {
  let source = SAMPLE;
  const shown: (readonly Answer[])[] = [];
  const proposal = createProposal(
    () => Promise.resolve(source),
    (all) => {
      shown.push(all);
      // Somebody goes on typing while answers arrive.
      source = source.replace('Notes of mine.', 'Notes of mine, and more.');
      return Promise.resolve();
    },
  );
  const request = { provider: fixtureProvider(answers), model: 'm', numbers, together: false, date: '2026-11-24' };
  const generated = await generate(proposal, request);
  return { proposal, generated, shown, now: () => source };
}

describe('a proposal', () => {
  it('holds checked answers and shows them one by one; the file itself only changes by its user', async () => {
    const { proposal, generated, shown, now } = await propose(TEXTS, [1, 2, 3]);
    expect(generated.kept).toEqual([1, 2, 3]);
    expect(shown.map((answers) => answers.map(({ number }) => number))).toEqual([[1], [1, 2], [1, 2, 3]]);
    expect(now()).toBe(SAMPLE.replace('Notes of mine.', 'Notes of mine, and more.'));
    const after = proposedText(now(), proposal.answers);
    expect(parsePromptFile(after).responses.map(({ text }) => text)).toEqual(TEXTS);
    expect(after).toContain('Notes of mine, and more.');
  });

  it('takes no answer that does not pass the checks, the ones proposed before included', async () => {
    const { proposal, generated } = await propose([TEXTS[0] ?? '', TEXTS[0] ?? '', TEXTS[0] ?? ''], [1, 3]);
    expect(generated.failed).toEqual([{ number: 3, because: 'Response 3 is the same as response 1.' }]);
    expect(proposal.answers.map(({ number }) => number)).toEqual([1]);
  });
});
