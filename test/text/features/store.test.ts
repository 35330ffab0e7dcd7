import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { promptPath, readPromptTexts } from '../../../src/text/features/prompt';
import { featurePath, hasFreshFeature, loadFeature, shippedFeature, writeFeature } from '../../../src/text/features/store';
import { temporaryFolder } from '../../support/temporary';

const folder = temporaryFolder();
const KEY = { encoder: 'minilm', pooling: 'mean' } as const;

describe('features as they ship', () => {
  it('serve a copy of a bundled prompt, whatever its name and line endings, until one letter changes', async () => {
    const own = join(folder, 'mine.segprompt.md');
    const source = readFileSync(promptPath('pancreas'), 'utf8');
    writeFileSync(own, source.replaceAll('\n', '\r\n'));
    const copy = await readPromptTexts(own);
    const shipped = await loadFeature(await readPromptTexts('pancreas'), KEY);
    expect(await loadFeature(copy, KEY)).toEqual(shipped);
    expect(await shippedFeature(copy, { ...KEY, encoder: 'biobert' })).toBeNull();
    writeFileSync(own, `${source.trimEnd().slice(0, -1)}!\n`);
    const changed = await readPromptTexts(own);
    expect(await shippedFeature(changed, KEY)).toBeNull();
    await expect(loadFeature(changed, KEY)).rejects.toThrow(
      /there is none by minilm with pooling mean. Make it: llm-segnet text embed/,
    );
  });

  it('never stand in for a stale or damaged one beside the file', async () => {
    mkdirSync(join(folder, 'features'));
    const own = join(folder, 'other.segprompt.md');
    copyFileSync(promptPath('phantom'), own);
    const prompt = await readPromptTexts(own);
    const path = featurePath(own, KEY);
    expect(await hasFreshFeature(prompt, KEY)).toBe(false);
    const feature = await loadFeature(prompt, KEY);
    await writeFeature(path, { ...feature, textHash: '0'.repeat(64) });
    await expect(loadFeature(prompt, KEY)).rejects.toThrow(/the feature is stale: other\.segprompt\.md has changed/);
    await writeFeature(path, feature);
    expect(await hasFreshFeature(prompt, KEY)).toBe(true);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"sha256": "..../, '"sha256": "0000'));
    expect(await hasFreshFeature(prompt, KEY)).toBe(false);
    await expect(loadFeature(prompt, KEY)).rejects.toThrow(/sha256: the content was changed/);
  });
});
