import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Affine } from '../../src/core/volume/affine';
import { affineSpacing } from '../../src/core/volume/affine';
import { canonicalTriple, closestOrientation, fromCanonical } from '../../src/core/volume/orientation';
import type { Triple } from '../../src/core/volume/types';
import { voxelCount } from '../../src/core/volume/types';
import type { GridHeader } from '../../src/io/nifti/write';
import { newHeader, writeMask } from '../../src/io/nifti/write';
import { writeProbability } from '../../src/io/nifti/writeProbability';

/** A workspace folder made for the tests: data/ with images and labels, runs/ with masks. */
export interface MadeCase {
  readonly id: string;
  readonly affine: Affine;
  readonly storedSize: Triple;
}

const [COS, SIN] = [Math.cos(Math.PI / 12), Math.sin(Math.PI / 12)];
export const CASES: readonly MadeCase[] = [
  {
    id: 'case_ras',
    storedSize: [12, 10, 8],
    affine: [
      [1, 0, 0, -5],
      [0, 1, 0, -6],
      [0, 0, 2, -7],
    ],
  },
  {
    id: 'case_las',
    storedSize: [12, 10, 8],
    affine: [
      [-1, 0, 0, 6],
      [0, 1, 0, -6],
      [0, 0, 2, -7],
    ],
  },
  {
    id: 'case_oblique',
    storedSize: [12, 10, 8],
    affine: [
      [-COS, -SIN, 0, 6],
      [-SIN, COS, 0, -6],
      [0, 0, 2, -7],
    ],
  },
];
export const SIZE: Triple = [12, 10, 8];

/** Canonical intensities, different in every voxel's neighbourhood. */
export function intensity([x, y, z]: Triple): number {
  return 100 + 40 * x + 20 * y + 10 * z;
}

type Where = (voxel: Triple) => boolean;
const box =
  (from: Triple, to: Triple): Where =>
  (voxel) =>
    voxel.every((at, axis) => at >= (from[axis] as number) && at <= (to[axis] as number));
const TRUTH = box([2, 2, 2], [5, 6, 6]);
/** A misses the truth's last row and claims a box of its own; B claims another. */
const MASK_A: Where = (voxel) => box([2, 2, 2], [5, 5, 6])(voxel) || box([8, 2, 3], [10, 4, 5])(voxel);
const MASK_B: Where = (voxel) => box([2, 2, 2], [5, 6, 6])(voxel) || box([8, 7, 3], [10, 9, 5])(voxel);

/** The one case whose probabilities were kept. */
export const WITH_PROBABILITIES = 'case_las';
/** A is sure, unsure or sure of nothing; B is sure everywhere. */
export const PROBABILITY_A = ([x]: Triple): number => (x < 4 ? 1 : x < 8 ? 0.6 : x < 10 ? 0.8 : 0);
export const PROBABILITY_B = ([, y]: Triple): number => (y < 5 ? 1 : 0);

function fill(value: (voxel: Triple) => number): Float32Array {
  const data = new Float32Array(voxelCount(SIZE));
  let index = 0;
  for (let z = 0; z < SIZE[2]; z++)
    for (let y = 0; y < SIZE[1]; y++) for (let x = 0; x < SIZE[0]; x++) data[index++] = value([x, y, z]);
  return data;
}

function writeImage(path: string, header: GridHeader, stored: Float32Array): void {
  const bytes = new Uint8Array(352);
  bytes.set(header.bytes);
  const view = new DataView(bytes.buffer);
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  view.setFloat32(108, 352, true);
  writeFileSync(path, gzipSync(Buffer.concat([bytes, Buffer.from(Int16Array.from(stored).buffer)])));
}

export function recordOf(name: string, data: Record<string, unknown>): Record<string, unknown> {
  return {
    schemaVersion: 1,
    id: 'made',
    name,
    experiment: {
      seed: 1,
      data: { classes: 2, labels: 'binary' },
      method: { kind: 'llm-segnet', unsupervised: { kind: 'usl', t1: 0.65, t2: 0.1 } },
    },
    experimentHash: '',
    data,
    codeVersion: '0',
    machine: {},
    state: 'done',
    times: { created: '2026-01-01T00:00:00Z' },
    lease: null,
    iteration: 10,
  };
}

/** Makes the workspace; returns the run directory. */
export async function makeWorkspace(folder: string): Promise<string> {
  const run = join(folder, 'runs', 'made');
  const masks = join(run, 'predictions', '10');
  for (const part of ['data/imagesTr', 'data/labelsTr']) mkdirSync(join(folder, part), { recursive: true });
  mkdirSync(join(masks, 'probabilities'), { recursive: true });
  for (const { id, affine, storedSize } of CASES) {
    const orientation = closestOrientation(affine);
    const header = newHeader(storedSize, affine, canonicalTriple(affineSpacing(affine), orientation));
    writeImage(join(folder, 'data/imagesTr', `${id}.nii.gz`), header, fromCanonical(fill(intensity), storedSize, orientation));
    const mask = (where: Where): Uint8Array => Uint8Array.from(fill((voxel) => Number(where(voxel))));
    await writeMask(join(folder, 'data/labelsTr', `${id}.nii.gz`), mask(TRUTH), header);
    await writeMask(join(masks, `${id}.A.nii.gz`), mask(MASK_A), header);
    await writeMask(join(masks, `${id}.B.nii.gz`), mask(MASK_B), header);
    if (id !== WITH_PROBABILITIES) continue;
    const shares = (of: (voxel: Triple) => number): Uint8Array => Uint8Array.from(fill(of), (share) => share * 255);
    await writeProbability(join(masks, 'probabilities', `${id}.A.1.nii.gz`), shares(PROBABILITY_A), header);
    await writeProbability(join(masks, 'probabilities', `${id}.B.1.nii.gz`), shares(PROBABILITY_B), header);
  }
  writeFileSync(
    join(run, 'run.json'),
    JSON.stringify(recordOf('made', { kind: 'folder', folder: 'data', labels: 'binary', testCases: CASES.map(({ id }) => id) })),
  );
  const score = (model: string, dice: number) => ({
    kind: 'evaluation',
    iteration: 10,
    split: 'test',
    model,
    unit: 'voxel',
    cases: CASES.map(({ id }) => ({ case: id, label: 1, dice, jaccard: 0.5, hd95: 2, asd: 1, assd: 1 })),
  });
  writeFileSync(
    join(run, 'metrics.jsonl'),
    [score('A', 0.7), score('B', 0.8)].map((line) => `${JSON.stringify(line)}\n`).join(''),
  );
  return run;
}
