import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { parseExperiment } from '../../src/core/config/experiment';
import type { TrainRecord } from '../../src/trainer/events';
import { defaultEvaluation } from '../../src/trainer/options';
import { startTraining } from '../../src/trainer/training/start';
import { ADDON } from '../cli/process';
import { temporaryFolder } from '../support/temporary';

// Some 20 seconds of computing, on machines that may be busy.
vi.setConfig({ testTimeout: 600_000 });

const native = existsSync(ADDON);
const folder = temporaryFolder();

describe.skipIf(!native)(`learning ${native ? '' : '(skipped: the native engine is not built, and js takes an hour)'}`, () => {
  it('150 steps of LLM-SegNet teach a small network to find the phantom in cases it has never seen', async () => {
    const experiment = parseExperiment({
      name: 'learning',
      iterations: 150,
      patch: [16, 16, 16],
      network: { kind: 'vnet', filters: 4, dropout: 0 },
      batch: { labelled: 2, unlabelled: 1 },
      data: { labelled: 2 },
    });
    const phantom = { seed: 1337, cases: 9, size: [18, 18, 16], spacing: [1, 1, 1] } as const;
    const records: TrainRecord[] = [];
    const outcome = await startTraining(
      {
        experiment,
        data: { kind: 'phantom', phantom, testCases: 3 },
        backend: { backend: 'native', precision: 'float32', threads: 1 },
        evaluation: defaultEvaluation(experiment),
        out: join(folder, 'run'),
        codeVersion: 'test',
        checkpointSeconds: 3600,
      },
      (event) => {
        if (event.kind === 'trained') records.push(event.event);
      },
    );
    const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    for (const model of ['A', 'B'] as const) {
      const losses = records.map((record) => record.models[model]?.['supervised'] ?? Number.NaN);
      expect(losses).toHaveLength(150);
      expect(mean(losses.slice(-15))).toBeLessThan(0.5 * mean(losses.slice(0, 15)));
      expect(outcome.results?.[model]?.dice.mean).toBeGreaterThan(0.7);
    }
    // They agree more in the end than while they knew nothing.
    expect(mean(records.slice(-15).map(({ agreement = 0 }) => agreement))).toBeGreaterThan(0.9);
  });
});
