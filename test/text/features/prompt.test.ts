import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { promptPath, readPromptTexts } from '../../../src/text/features/prompt';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
afterEach(() => vi.restoreAllMocks());

describe('where a prompt is', () => {
  it('a bundled name means the bundled one, also beside a folder of data that is called so', async () => {
    mkdirSync(join(folder, 'hippocampus'));
    vi.spyOn(process, 'cwd').mockReturnValue(folder);
    expect(promptPath('hippocampus')).toMatch(/prompts.hippocampus\.segprompt\.md$/);
    expect((await readPromptTexts('hippocampus')).texts).toHaveLength(15);
  });

  it('everything else is a file, and one that is missing is named', async () => {
    expect(promptPath('liver')).toBe(resolve('liver'));
    await expect(readPromptTexts(join(folder, 'liver.segprompt.md'))).rejects.toThrow(/liver\.segprompt\.md/);
    writeFileSync(join(folder, 'empty.segprompt.md'), '# Nothing\n');
    await expect(readPromptTexts(join(folder, 'empty.segprompt.md'))).rejects.toThrow(/responses: there is none with text/);
  });
});
