import { join } from 'node:path';
import { groupChannels } from './channels';
import { describedLabels } from './description';
import type { Entries } from './entries';
import { entriesOf, pair } from './entries';
import type { Layout } from './types';

/** imagesTr and labelsTr of the Medical Segmentation Decathlon and nnU-Net; imagesTs are cases too, with labels where labelsTs has them. */
export const msd: Layout = {
  id: 'msd',
  describe: 'imagesTr/ and labelsTr/ (Medical Segmentation Decathlon)',
  async list(folder) {
    const training = await entriesOf(join(folder, 'imagesTr'));
    if (training === null) return null;
    const empty: Entries = { files: [], others: [] };
    const test = (await entriesOf(join(folder, 'imagesTs'))) ?? empty;
    const labelsTr = (await entriesOf(join(folder, 'labelsTr'))) ?? empty;
    const labelsTs = (await entriesOf(join(folder, 'labelsTs'))) ?? empty;
    const labels = new Map([...labelsTr.files, ...labelsTs.files].map(({ stem, path }) => [stem, path]));
    const images = groupChannels([...training.files, ...test.files], labels);
    return { ...pair(images, labels), ...(await describedLabels(folder)) };
  },
};
