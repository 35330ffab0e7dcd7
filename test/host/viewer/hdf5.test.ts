import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { AXIS_ORDERS } from '../../../src/core/volume/axisOrders';
import { runSettingsOf } from '../../../src/host/viewer/runSettings';
import type { WorkerAnswer } from '../../../src/host/viewer/worker/messages';
import { createViewStream } from '../../../src/host/viewer/worker/stream';
import { buildHdf5 } from '../../io/hdf5/build';
import { count } from '../../io/nifti/build';
import { temporaryFolder } from '../../support/temporary';

const root = temporaryFolder();
const SHAPE = [2, 3, 4];

const settingsOf = (data: object) => runSettingsOf({ experiment: { data }, data: {} } as never);

describe('HDF5 files of a run in the viewer', () => {
  it.each(AXIS_ORDERS)('with axes %s lie as the run reads them, and their spacing is kept', async (axes) => {
    const path = join(root, `${axes}.h5`);
    writeFileSync(path, await buildHdf5({ ct: { data: Float32Array.from(count(24)), shape: SHAPE } }));
    const { files } = settingsOf({ axes, hdf5: { image: 'ct', label: 'organ', spacing: [1, 2, 3] } });
    const answers: WorkerAnswer[] = [];
    createViewStream((answer) => answers.push(answer)).handle({
      kind: 'open',
      generation: 1,
      layers: [{ layer: 'image', source: { kind: 'file', path, settings: files } }],
      maps: [],
    });
    await vi.waitFor(() => expect(answers.at(-1)?.kind).toMatch(/complete|problem/), { timeout: 30_000 });
    const size = ['x', 'y', 'z'].map((axis) => SHAPE[axes.indexOf(axis)] as number);
    expect(answers[0]).toMatchObject({ kind: 'grid', size, spacing: [1, 2, 3], affine: null });
    const slab = answers.find((answer) => answer.kind === 'slab');
    const voxels = new Float32Array(slab?.data as ArrayBuffer);
    const [i, j, k] = [...axes].map((axis) => ({ x: 1, y: 1, z: 0 })[axis as 'x']) as [number, number, number];
    // Voxel (1, 1, 0).
    expect(voxels[1 + (size[0] as number)]).toBe(k + 4 * (j + 3 * i));
  });

  it('are read by the defaults where a stranger wrote nonsense', () => {
    expect(settingsOf({ axes: 'abc', hdf5: { image: 'ct', label: 'organ', spacing: 'far' }, links: 'everywhere' })).toMatchObject(
      {
        files: { axes: 'xyz', keys: { image: 'ct', label: 'organ' }, spacing: null },
        links: 'inside',
      },
    );
    expect(settingsOf({ hdf5: 3 }).files).toEqual({ axes: 'xyz', keys: { image: 'image', label: 'label' }, spacing: null });
  });
});
