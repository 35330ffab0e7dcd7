import { loadCase, openDataset } from '../../io/dataset';
import { FileError } from '../../io/fileError';
import type { LabelRule } from '../../io/labelRule';
import { assemble, casesNeeded, holdOut, normalised } from './assemble';
import type { DataSource } from './types';

/** Volumes of a folder on disk, as src/io/dataset.ts reads it. Throws FileError. */
export async function folderSource(folder: string, labels: LabelRule, heldOut = 0): Promise<DataSource> {
  const dataset = await openDataset(folder);
  const { train, validation } = holdOut(dataset.splits.train, heldOut);
  return {
    name: dataset.name,
    train,
    test: dataset.splits.test,
    validation,
    loadTraining: (labelled, withUnlabelled, options) =>
      assemble(
        casesNeeded(train, labelled, withUnlabelled),
        labelled,
        async (id, label) => (await loadCase(dataset, id, { label, labels })).case,
        options,
      ),
    async loadTest(id) {
      const { case: one, header } = await loadCase(dataset, id, { label: true, labels });
      if (!one.label)
        throw new FileError(dataset.folder, id, 'the test case has no label.', 'Add one, or take it off the test list.');
      return { case: normalised({ ...one, label: one.label }, () => undefined), header };
    },
  };
}
