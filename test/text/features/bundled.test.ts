import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundledPrompts } from '../../../src/core/config/sections/text';
import type { TextEncoder } from '../../../src/core/text/encoder';
import { POOLINGS } from '../../../src/core/text/pooling';
import { loadLocalEncoder } from '../../../src/text/encoder/localEncoder';
import { embedPrompt } from '../../../src/text/features/embed';
import { readPromptTexts } from '../../../src/text/features/prompt';
import { featurePath, loadFeature } from '../../../src/text/features/store';
import { MISSING, shared } from '../../support/shared';

const folder = shared('models', 'minilm');

describe('features of the bundled prompts', () => {
  it.each(bundledPrompts)(
    '%s: there for every pooling, and of the responses as they are (else: npm run features)',
    async (name) => {
      const prompt = await readPromptTexts(name);
      expect(prompt.texts).toHaveLength(15);
      for (const pooling of POOLINGS) {
        const key = { encoder: 'minilm', pooling };
        expect(existsSync(featurePath(prompt.path, key))).toBe(true);
        const feature = await loadFeature(prompt, key);
        expect(feature.size).toBe(384);
        expect(feature.responses).toHaveLength(15);
      }
    },
  );
});

describe.skipIf(folder === null)(`computed again by the real model ${folder === null ? MISSING : ''}`, () => {
  let encoder: TextEncoder;
  beforeAll(async () => {
    encoder = await loadLocalEncoder(folder ?? '');
  });
  afterAll(() => encoder.dispose());

  it.each(bundledPrompts)('%s', async (name) => {
    const prompt = await readPromptTexts(name);
    for (const [pooling, { feature, embeddings }] of await embedPrompt(encoder, prompt, POOLINGS)) {
      const stored = await loadFeature(prompt, { encoder: 'minilm', pooling });
      expect(stored.model).toEqual(feature.model);
      expect(embeddings.some(({ cut }) => cut)).toBe(false);
      for (const [i, vector] of feature.responses.entries())
        vector.forEach((value, j) => expect(Math.abs(value - (stored.responses[i]?.[j] ?? Number.NaN))).toBeLessThan(1e-4));
    }
  });
});
