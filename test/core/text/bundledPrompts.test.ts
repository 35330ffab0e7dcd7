import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPromptFile } from '../../../src/core/text/checks/checkPromptFile';
import { parsePromptFile } from '../../../src/core/text/promptFile';
import { editedByHand } from '../../../src/core/text/provenance';
import { shingles, wordsOf } from '../../../src/core/text/words';
import { jaccard } from './jaccard';

const folder = join(import.meta.dirname, '..', '..', '..', 'prompts');
const names = readdirSync(folder).filter((name) => name.endsWith('.segprompt.md'));

describe('bundled prompts', () => {
  it('are the five tasks', () => {
    expect(names.map((name) => name.replace('.segprompt.md', ''))).toEqual([
      'hippocampus',
      'left-atrium',
      'pancreas',
      'phantom',
      'whole-tumour',
    ]);
  });

  for (const name of names) {
    const file = parsePromptFile(readFileSync(join(folder, name), 'utf8'));

    it(`${name} has 15 responses of 60 words or more, and nothing for the checks to say`, () => {
      expect(checkPromptFile(file)).toEqual([]);
      expect(file.responses.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
      for (const { text } of file.responses) expect(wordsOf(text).length).toBeGreaterThanOrEqual(60);
      expect(`${name}`).toBe(`${file.settings.task}.segprompt.md`);
    });

    it(`${name} says who wrote it, and that no expert has read it`, () => {
      expect(file.settings.author).toMatch(/other than the paper's/);
      expect(file.settings.reviewedByExpert).toBe(false);
      for (const response of file.responses) {
        expect(response.provenance?.author).toMatch(/other than the paper's/);
        expect(editedByHand(response)).toBe(false);
      }
    });

    it(`${name} says fifteen different things`, () => {
      const runs = file.responses.map(({ text }) => shingles(text, 3));
      for (const [index, later] of runs.entries()) {
        for (const earlier of runs.slice(0, index)) expect(jaccard(earlier, later)).toBeLessThan(0.05);
      }
    });
  }
});
