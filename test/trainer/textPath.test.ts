import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { readMetrics } from '../../src/io/run/metricsLog';
import { runPaths } from '../../src/io/run/runDirectory';
import type { Precision } from '../../src/tensor/select';
import { openEncoder } from '../../src/text/encoder/open';
import { embedPrompt } from '../../src/text/features/embed';
import { readPromptTexts } from '../../src/text/features/prompt';
import { featurePath, writeFeature } from '../../src/text/features/store';
import { evaluateSaved } from '../../src/trainer/evaluateSaved';
import { openSavedRun } from '../../src/trainer/savedRun';
import { textEffect } from '../../src/trainer/textEffect';
import { resumeTraining } from '../../src/trainer/training/resume';
import { startTraining } from '../../src/trainer/training/start';
import { ADDON } from '../cli/process';
import { temporaryFolder } from '../support/temporary';
import { TINY_SIZE, tinyEmbedding, writeTinyBert } from '../support/tinyBert';
import { requireGradientAlong } from './textGradient';
import { tinyOptions } from './tiny';

vi.setConfig({ testTimeout: 240_000 });
const native = existsSync(ADDON);
const folder = temporaryFolder();
/** [CLS] the left atrium [SEP] and [CLS] a [SEP], as the tiny model's words are numbered. */
const TOKENS = [
  [2, 5, 6, 7, 3],
  [2, 11, 3],
];
const POOLING = 'word-embeddings';

/** A prompt file and its feature, as a user makes them. */
async function makeText(place: string): Promise<{ prompt: string; encoder: string }> {
  const encoder = writeTinyBert(join(place, 'tiny'));
  const prompt = join(place, 'mine.segprompt.md');
  writeFileSync(prompt, '# Mine\n\n## Response 1\n\nThe left atrium\n\n## Response 2\n\nA\n');
  const loaded = await openEncoder(encoder, { cache: place, offline: true, consent: () => false });
  const embedded = (await embedPrompt(loaded, await readPromptTexts(prompt), [POOLING])).get(POOLING);
  await loaded.dispose();
  if (embedded === undefined) throw new Error('no feature');
  await writeFeature(featurePath(prompt, { encoder, pooling: POOLING }), embedded.feature);
  return { prompt, encoder };
}

/** The e of Eq. 6: mean over the responses of the mean over the tokens. */
function expectedVector(): number[] {
  const mean = (rows: number[][]): number[] =>
    Array.from({ length: TINY_SIZE }, (_, i) => rows.reduce((sum, row) => sum + (row[i] ?? 0), 0) / rows.length);
  return mean(TOKENS.map((tokens) => mean(tokens.map(tinyEmbedding))));
}

describe.skipIf(!native)(`from words to a mask ${native ? '' : '(skipped: the native engine is not built)'}`, () => {
  const precisions: readonly (readonly [Precision, number])[] = [
    ['float32', 1e-5],
    ['bfloat16', 0.02],
  ];
  it.each(precisions)(
    'in %s: prompt, encoder, feature, one step, stop, resume, test, text effect',
    async (precision, tolerance) => {
      const place = join(folder, precision);
      mkdirSync(place);
      const run = join(place, 'run');
      const text = { ...(await makeText(place)), injection: 'broadcast', pooling: POOLING, beta: 1, hidden: 8 } as const;
      const change = { iterations: 3, network: { kind: 'vnet', filters: 4 }, optimiser: { weightDecay: 0 }, text } as const;
      const stopping = new AbortController();
      const backend = { backend: 'native', precision, threads: 1 } as const;
      const options = { ...tinyOptions(run, change), backend, signal: stopping.signal };
      const outcome = await startTraining(options, (event) => {
        if (event.kind === 'trained') stopping.abort(new Error('enough'));
      });
      expect(outcome).toMatchObject({ state: 'stopped', iteration: 1 });
      expect((await openSavedRun(run)).record.machine).toMatchObject({ backend: 'native', precision });
      await requireGradientAlong(run, expectedVector(), tolerance);

      // From here on the run directory is all there is.
      for (const gone of ['tiny', 'features', 'mine.segprompt.md']) rmSync(join(place, gone), { recursive: true });
      expect(await resumeTraining({ run }, () => undefined)).toMatchObject({ state: 'done', iteration: 3 });
      const records = await evaluateSaved(await openSavedRun(run), { checkpoint: 'last', split: 'test' });
      const stored: unknown[] = [];
      for await (const record of readMetrics(runPaths.metrics(run)))
        if (record.kind === 'evaluation') stored.push(record['cases']);
      const cases = records.map((record) => record.cases);
      expect(stored).toEqual([...cases, ...cases]);
      const effect = await textEffect(await openSavedRun(run), { checkpoint: 'last', limit: 1 });
      // No bundled text was made by the tiny model: its vectors would be of another kind.
      expect(effect.rows.map((row) => row.text)).toEqual([
        'as trained (text)',
        'beta 0',
        'zero vector',
        'random vector of equal norm',
      ]);
      expect(readFileSync(join(runPaths.text(run), 'prompt.segprompt.md'), 'utf8')).toContain('The left atrium');
    },
  );
});
