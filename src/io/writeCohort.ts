import { join } from 'node:path';
import type { PhantomOptions } from '../core/phantom/phantom';
import { phantomCohort, phantomId } from '../core/phantom/phantom';
import { scalingAffine } from '../core/volume/affine';
import { writeFileAtomic } from './atomic';
import { makeFolder } from './makeFolder';
import { newHeader, writeImage, writeMask } from './nifti/write';
import { writeSplits } from './writeSplits';

/**
 * Writes a phantom cohort as a Decathlon folder: imagesTr, labelsTr, dataset.json and split lists, the last `testCases` for the test.
 * Throws FileError.
 */
export async function writeCohort(
  folder: string,
  options: PhantomOptions,
  testCases: number,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  for (const part of ['imagesTr', 'labelsTr']) {
    await makeFolder(join(folder, part));
  }
  const grid = newHeader(options.size, scalingAffine(options.spacing), options.spacing);
  let done = 0;
  for (const { id, image, label } of phantomCohort(options)) {
    await writeImage(join(folder, 'imagesTr', `${id}.nii.gz`), image.data, grid);
    await writeMask(join(folder, 'labelsTr', `${id}.nii.gz`), label.data, grid);
    onProgress(++done, options.cases);
  }
  const ids = Array.from({ length: options.cases }, (_, index) => phantomId(index));
  const train = ids.slice(0, options.cases - testCases);
  const description = {
    name: 'Phantom',
    description: 'Made-up atrium-like shapes in MR-like volumes; nobody was scanned.',
    modality: { 0: 'MR' },
    labels: { 0: 'background', 1: 'atrium' },
    numTraining: options.cases,
    training: ids.map((id) => ({ image: `./imagesTr/${id}.nii.gz`, label: `./labelsTr/${id}.nii.gz` })),
    seed: options.seed,
  };
  await writeFileAtomic(join(folder, 'dataset.json'), `${JSON.stringify(description, null, 2)}\n`);
  await writeSplits(folder, { train, test: ids.slice(train.length) });
}
