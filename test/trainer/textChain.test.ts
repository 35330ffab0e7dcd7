import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkPromptFile } from '../../src/core/text/checks/checkPromptFile';
import { parsePromptFile } from '../../src/core/text/promptFile';
import { readMetrics } from '../../src/io/run/metricsLog';
import { runPaths } from '../../src/io/run/runDirectory';
import { openEncoder } from '../../src/text/encoder/open';
import { embedPrompt } from '../../src/text/features/embed';
import { readPromptTexts } from '../../src/text/features/prompt';
import { featurePath, loadFeature, writeFeature } from '../../src/text/features/store';
import { generate } from '../../src/text/generate';
import { promptFileTarget } from '../../src/text/promptTarget';
import { openaiProvider } from '../../src/text/providers/openai';
import { startTraining } from '../../src/trainer/training/start';
import { ADDON } from '../cli/process';
import type { MockLlm } from '../support/mockLlm';
import { startMockLlm } from '../support/mockLlm';
import { shared } from '../support/shared';
import { temporaryFolder } from '../support/temporary';
import { writeTinyBert } from '../support/tinyBert';
import { requireGradientAlong } from './textGradient';
import { tinyOptions } from './tiny';

vi.setConfig({ testTimeout: 120_000 });
const folder = temporaryFolder();
/** The real model where it is, else one that knows these words. */
const encoder = shared('models', 'minilm') ?? writeTinyBert(join(folder, 'tiny'));
const pooling = 'mean';
/** Two answers of a language model: what it says is all that differs between the runs. */
const ANSWERS = {
  thin: ['The wall of the left atrium is thin and walled by a fold.', 'A left atrium is the thin one of the two.'],
  round: ['The left atrium is a round pouch behind the aorta.', 'A left atrium has four veins, two on each side.'],
};
const PROMPT = `---
task: left-atrium
organ: left atrium
modality: LGE MRI
count: 2
minWords: 8
---
## Prompt

Generate {{count}} descriptions of the {{organ}}.
`;
let server: MockLlm;
beforeAll(async () => {
  const answers = [...ANSWERS.thin, ...ANSWERS.round, ...ANSWERS.thin];
  server = await startMockLlm((n) => answers[n] ?? '');
});
afterAll(() => server.close());

/** What a user does, up to the feature. */
async function makeText(place: string): Promise<{ prompt: string; texts: readonly string[]; vector: Float32Array }> {
  mkdirSync(place);
  const prompt = join(place, 'mine.segprompt.md');
  writeFileSync(prompt, PROMPT);
  const provider = openaiProvider({ baseURL: server.url, modelFix: 'Name one.', keyFix: 'Set it.' });
  const pieces: string[] = [];
  const generated = await generate(promptFileTarget(prompt), {
    provider,
    model: 'good',
    numbers: [1, 2],
    together: false,
    date: '2026-11-24',
    onEvent: (event) => {
      if (event.kind === 'text' && event.event.kind === 'delta') pieces.push(event.event.text);
    },
  });
  expect(generated).toEqual({ kept: [1, 2], failed: [], stopped: undefined });
  expect(pieces.length).toBeGreaterThan(10);
  expect(checkPromptFile(parsePromptFile(readFileSync(prompt, 'utf8')))).toEqual([]);

  const texts = await readPromptTexts(prompt);
  const loaded = await openEncoder(encoder, { cache: place, offline: true, consent: () => false });
  const embedded = (await embedPrompt(loaded, texts, [pooling])).get(pooling);
  await loaded.dispose();
  if (embedded === undefined) throw new Error('no feature');
  await writeFeature(featurePath(prompt, { encoder, pooling }), embedded.feature);
  const feature = await loadFeature(texts, { encoder, pooling });
  expect(feature).toEqual(embedded.feature);
  return { prompt, texts: texts.texts, vector: feature.mean };
}

const optionsOf = (run: string, prompt: string, beta = 1) => {
  const text = { prompt, encoder, pooling, injection: 'broadcast', hidden: 8, beta } as const;
  const change = { iterations: 1, network: { kind: 'vnet', filters: 1 }, optimiser: { weightDecay: 0 }, text } as const;
  const options = tinyOptions(run, change);
  const backend = existsSync(ADDON) ? ({ backend: 'native', precision: 'float32', threads: 1 } as const) : options.backend;
  return { ...options, backend, evaluation: { ...options.evaluation, limit: 1 } };
};

/** One step. Returns every loss of it, and the test case's scores. */
async function step(
  prompt: string,
  beta = 1,
): Promise<{ losses: Record<string, unknown>; scores: readonly unknown[]; run: string }> {
  const run = join(dirname(prompt), `run-${beta}`);
  expect(await startTraining(optionsOf(run, prompt, beta), () => undefined)).toMatchObject({ state: 'done', iteration: 1 });
  const found: { losses: Record<string, unknown>; scores: unknown[] } = { losses: {}, scores: [] };
  for await (const record of readMetrics(runPaths.metrics(run))) {
    if (record.kind === 'train') found.losses = { A: record['A'], B: record['B'] };
    if (record.kind === 'evaluation') found.scores.push(record['cases']);
  }
  return { ...found, run };
}

describe('from the prompt to a training step', () => {
  it('the words decide the step, and one letter more makes them stale', async () => {
    const thin = await makeText(join(folder, 'thin'));
    const round = await makeText(join(folder, 'round'));
    const again = await makeText(join(folder, 'again'));
    expect([thin.texts, round.texts, again.texts]).toEqual([ANSWERS.thin, ANSWERS.round, ANSWERS.thin]);
    expect(again.vector).toEqual(thin.vector);
    expect(round.vector).not.toEqual(thin.vector);

    const first = await step(thin.prompt);
    await requireGradientAlong(first.run, Array.from(thin.vector), 1e-4);
    const { losses, scores } = first;
    expect(losses).toMatchObject({ A: { supervised: expect.any(Number) }, B: { supervised: expect.any(Number) } });
    expect(scores).toHaveLength(3);
    expect(await step(again.prompt)).toMatchObject({ losses, scores });
    const other = await step(round.prompt);
    expect(other.losses).not.toEqual(losses);
    // Without beta z nothing of the words is left: it is z that made the difference.
    const without = await step(thin.prompt, 0);
    expect(without.losses).not.toEqual(losses);
    expect((await step(round.prompt, 0)).losses).toEqual(without.losses);

    const source = readFileSync(thin.prompt, 'utf8');
    writeFileSync(thin.prompt, source.replace('is thin and', 'is thim and'));
    const never = join(folder, 'never');
    await expect(startTraining(optionsOf(never, thin.prompt), () => undefined)).rejects.toThrow(
      /the feature is stale: mine\.segprompt\.md has changed since it was made\. Make it again: llm-segnet text embed/,
    );
    expect(existsSync(never)).toBe(false);
    // Taken back, it is fresh again.
    writeFileSync(thin.prompt, source);
    await expect(loadFeature(await readPromptTexts(thin.prompt), { encoder, pooling })).resolves.toMatchObject({ pooling });
  });
});
