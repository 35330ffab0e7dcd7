import { join } from 'node:path';
import { z } from 'zod';
import { FileError } from '../fileError';
import type { TextFileKind } from '../textFile';
import { readTextFileIfAny } from '../textFile';
import { groupChannels } from './channels';
import type { Entries } from './entries';
import { entriesOf, pair } from './entries';
import type { Layout } from './types';

const DESCRIPTION: TextFileKind = { what: 'description', mostBytes: 16 * 2 ** 20, fix: 'Shorten it.' };

/** Only what is used; a data set's own description may say much more. */
const description = z.object({
  labels: z.union([z.record(z.string(), z.union([z.string(), z.number()])), z.undefined()]),
});

/** Names of label values from dataset.json: {"1": "Anterior"} (Decathlon) or {"Anterior": 1} (nnU-Net 2). Throws FileError. */
async function labelNamesOf(folder: string): Promise<Record<number, string>> {
  const path = join(folder, 'dataset.json');
  const text = await readTextFileIfAny(path, DESCRIPTION);
  if (text === null) return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new FileError(path, 'JSON', 'it is not valid JSON.', 'Correct it, or remove it: only its label names are used.', {
      cause: error,
    });
  }
  const checked = description.safeParse(parsed);
  if (!checked.success)
    throw new FileError(path, 'labels', 'they are not a table of names.', 'Write {"labels": {"0": "background", "1": "name"}}.');
  const names: Record<number, string> = {};
  for (const [key, value] of Object.entries(checked.data.labels ?? {})) {
    const [number, name] = typeof value === 'number' ? [value, key] : [Number(key), value];
    if (Number.isInteger(number) && number >= 0 && number <= 255) names[number] = name.slice(0, 100);
  }
  return names;
}

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
    return pair(images, labels, await labelNamesOf(folder));
  },
};
