import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { optionsOfJob } from '../../../src/trainer/child/jobOptions';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
const text = { injection: 'broadcast', prompt: 'texts/mine.segprompt.md', otherPrompt: 'pancreas' };

describe('prompts of a job that a host sends', () => {
  it('are relative to the experiment file', async () => {
    mkdirSync(join(folder, 'study'));
    const file = join(folder, 'study', 'one.llmsegnet.json');
    writeFileSync(file, JSON.stringify({ preset: 'phantom', text }));
    const { experiment } = await optionsOfJob({ task: 'train', experiment: { file } }, '0');
    expect(experiment.text).toMatchObject({
      prompt: join(folder, 'study', 'texts', 'mine.segprompt.md'),
      otherPrompt: 'pancreas',
    });
  });

  it('and to the base folder where the experiment is no file', async () => {
    const { experiment } = await optionsOfJob(
      { task: 'train', experiment: { values: { preset: 'phantom', text } }, base: folder },
      '0',
    );
    expect(experiment.text).toMatchObject({ prompt: join(folder, 'texts', 'mine.segprompt.md'), otherPrompt: 'pancreas' });
  });
});
