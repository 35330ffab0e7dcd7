/** Dice, Jaccard, 95HD and ASD against the same in scipy, which must give equal numbers: `node bench/metrics.mjs DATA_FOLDER [python3]`. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { segmentationMetrics } from '../src/core/metrics/segmentationMetrics';
import type { LabelVolume, Triple } from '../src/core/volume/types';
import { DEFAULT_READ, formatOf } from '../src/io/formats/registry';

const REPEATS = 5;
const [data = '', python = '/usr/bin/python3'] = process.argv.slice(2);

/** Predictions made of the truth by moving it: wrong all around its surface, a little or by more than a near search finds. */
const PREDICTIONS: readonly { readonly name: string; readonly by: Triple }[] = [
  { name: 'near', by: [2, 1, 1] },
  { name: 'far', by: [8, 12, 6] },
];

function moved({ data: labels, size: [nx, ny, nz] }: LabelVolume, [dx, dy, dz]: Triple): Uint8Array {
  const result = new Uint8Array(labels.length);
  for (let z = dz; z < nz; z++)
    for (let y = dy; y < ny; y++)
      for (let x = dx; x < nx; x++) result[x + nx * (y + ny * z)] = labels[x - dx + nx * (y - dy + ny * (z - dz))] as number;
  return result;
}

const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;

function firstFiles(folder: string, count: number): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(nii|nii\.gz|h5)$/.test(name))
    .sort()
    .slice(0, count)
    .map((name) => join(folder, name));
}

const folder = mkdtempSync(join(tmpdir(), 'llm-segnet-bench-'));
try {
  const files = [...firstFiles(join(data, 'msd-hippocampus', 'labelsTr'), 2), ...firstFiles(join(data, 'left-atrium'), 1)];
  const pairs = [];
  for (const file of files) {
    const { labels } = await formatOf(file).readLabel(file, DEFAULT_READ);
    const truth = labels.data.map((value) => Math.min(value, 1));
    for (const { name, by } of PREDICTIONS) {
      const prediction = moved({ ...labels, data: truth }, by);
      const times: number[] = [];
      let ours = segmentationMetrics(prediction, truth, labels.size);
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const start = performance.now();
        ours = segmentationMetrics(prediction, truth, labels.size);
        times.push(performance.now() - start);
      }
      const paths: { prediction: string; truth: string } = {
        prediction: join(folder, `${pairs.length}.prediction`),
        truth: join(folder, `${pairs.length}.truth`),
      };
      writeFileSync(paths.prediction, prediction);
      writeFileSync(paths.truth, truth);
      pairs.push({ ...paths, name, size: labels.size, milliseconds: median(times), ours });
    }
  }
  writeFileSync(join(folder, 'job.json'), JSON.stringify({ repeats: REPEATS, pairs }));
  const output = execFileSync(python, [join('bench', 'scipy', 'metrics.py'), join(folder, 'job.json')], { encoding: 'utf8' });
  const scipy = JSON.parse(output) as { milliseconds: number; values: number[] }[];
  console.log(`load ${loadavg()[0]?.toFixed(1)}, median of ${REPEATS}`);
  for (const [index, { name, size, milliseconds, ours }] of pairs.entries()) {
    const theirs = scipy[index];
    const difference = [ours.dice, ours.jaccard, ours.hd95 ?? 0, ours.asd ?? 0].map((value, k) =>
      Math.abs(value - (theirs?.values[k] ?? Number.NaN)),
    );
    if (!(Math.max(...difference) < 1e-9)) throw new Error(`the metrics differ by ${difference.join(', ')}`);
    const slow = theirs?.milliseconds ?? 0;
    console.log(
      `${size.join(' x ')}, ${name}: ${milliseconds.toFixed(2)} ms, scipy ${slow.toFixed(2)} ms, ${(slow / milliseconds).toFixed(1)} times`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
