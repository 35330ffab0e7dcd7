import { expect } from 'vitest';
import { listCheckpoints, loadCheckpoint } from '../../src/io/run/checkpoints';
import { runPaths } from '../../src/io/run/runDirectory';

/**
 * Requires that a run's first step moved both perceptrons along e [size]: after one step without weight decay the momentum of the first
 * layer is its gradient, e times what came back, so its rows are like e. @param tolerance share of the largest number.
 */
export async function requireGradientAlong(run: string, e: readonly number[], tolerance: number): Promise<void> {
  const [manifest] = await listCheckpoints(runPaths.checkpoints(run));
  if (manifest === undefined) throw new Error('no checkpoint');
  expect(manifest.iteration).toBe(1);
  const { tensors } = await loadCheckpoint(runPaths.checkpoints(run), manifest);
  const largestOf = (values: readonly number[]): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // The row to compare with: the one with the most to say.
  const strongest = e.findIndex((value) => Math.abs(value) === largestOf(e));
  for (const model of ['A', 'B']) {
    const momentum = tensors.find(({ name }) => name === `${model}.momentum.text.mlp.1.filter`);
    const hidden = momentum?.shape[1] ?? 0;
    const rows = e.map((_, i) => Array.from(momentum?.data.subarray(i * hidden, (i + 1) * hidden) ?? []));
    const largest = largestOf(rows.flat());
    expect(largest).toBeGreaterThan(0);
    const farthest = rows.flatMap((row, i) =>
      row.map((value, j) => {
        const expected = ((rows[strongest]?.[j] ?? Number.NaN) * (e[i] ?? Number.NaN)) / (e[strongest] ?? Number.NaN);
        return Math.abs(value - expected) / largest;
      }),
    );
    expect(farthest.every((distance) => distance < tolerance)).toBe(true);
  }
}
