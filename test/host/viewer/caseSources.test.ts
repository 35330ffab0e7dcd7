import { mkdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { layersOf } from '../../../src/host/viewer/caseSources';
import { runSettingsOf } from '../../../src/host/viewer/runSettings';
import { temporaryFolder } from '../../support/temporary';

const root = temporaryFolder();

/** A run whose data folder links to images in a store outside the workspace. */
function linkedRun(links: string) {
  const [workspace, store] = [join(root, links), join(root, `${links}-store`)];
  const images = join(workspace, 'data', 'imagesTr');
  mkdirSync(images, { recursive: true });
  mkdirSync(store);
  writeFileSync(join(images, 'a.nii'), '');
  renameSync(join(images, 'a.nii'), join(store, 'a.nii'));
  symlinkSync(join(store, 'a.nii'), join(images, 'a.nii'));
  const data = { kind: 'folder', folder: join(workspace, 'data'), testCases: ['a'] };
  const settings = runSettingsOf({ experiment: { data: { links } }, data } as never);
  const asked: string[] = [];
  const layers = (agrees: boolean) =>
    layersOf(
      { run: 'run', caseId: 'a', first: { run: 'run', model: 'A', iteration: 1 }, second: null },
      () => join(workspace, 'runs', 'run'),
      settings,
      { roots: [workspace], allow: (folder) => Promise.resolve(asked.push(folder) > 0 && agrees) },
    );
  return { layers, asked, image: join(images, 'a.nii'), store };
}

describe('a link out of the data folder', () => {
  it('is refused where the run does not allow it, and nobody is asked', async () => {
    const { layers, asked } = linkedRun('inside');
    await expect(layers(true)).rejects.toThrow(/leads out of the data folder/);
    expect(asked).toEqual([]);
  });

  it('is followed where the run allows it and the user agrees to the place', async () => {
    const { layers, asked, image, store } = linkedRun('anywhere');
    await expect(layers(false)).rejects.toThrow(/leads out of the data folder/);
    expect((await layers(true))[0]).toMatchObject({ layer: 'image', source: { kind: 'file', path: image } });
    expect(asked).toEqual([store, store]);
  });
});
