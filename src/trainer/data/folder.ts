import type { Experiment } from '../../core/config/experiment';
import type { Case } from '../../core/volume/types';
import type { DatasetFolder } from '../../io/dataset';
import { loadCase, openDataset } from '../../io/dataset';
import { FileError } from '../../io/fileError';
import type { LabelRule } from '../../io/labelRule';
import { assemble, casesNeeded, holdOut } from './assemble';
import { DEFAULT_INTENSITIES, normalised } from './normalised';
import type { DataSource } from './types';

/** The parts of an experiment that decide how a folder is read; the schema's defaults without it. */
export type FolderSettings = Pick<Experiment, 'data' | 'preprocessing' | 'evaluation'>;

function openFolder(folder: string, settings: FolderSettings | undefined): Promise<DatasetFolder> {
  if (settings === undefined) return openDataset(folder);
  const { format, axes, hdf5, splits } = settings.data;
  const keys = { image: hdf5.image, label: hdf5.label };
  return openDataset(folder, { layout: format, axes, keys, spacing: hdf5.spacing, lists: splits });
}

/** The label of a case that is used as unlabelled, where it has a readable one: an analysis must not stop a training. */
async function withHiddenLabel(dataset: DatasetFolder, id: string, labels: LabelRule): Promise<Case | null> {
  if (dataset.cases.get(id)?.label === undefined) return null;
  try {
    const { label, ...rest } = (await loadCase(dataset, id, { label: true, labels })).case;
    return label === undefined ? rest : { ...rest, hiddenLabel: label };
  } catch (error) {
    if (error instanceof FileError) return null;
    throw error;
  }
}

/** Volumes of a folder on disk, as src/io/dataset.ts reads it. Throws FileError. */
export async function folderSource(
  folder: string,
  labels: LabelRule,
  heldOut = 0,
  settings?: FolderSettings,
): Promise<DataSource> {
  const dataset = await openFolder(folder, settings);
  const held = holdOut(dataset.splits.train, heldOut);
  const intensities = settings?.preprocessing ?? DEFAULT_INTENSITIES;
  const hidden = settings?.evaluation.hiddenLabels ?? false;

  async function loadTraining(id: string, labelled: boolean, warn: (message: string) => void): Promise<Case> {
    const analysed = hidden && !labelled ? await withHiddenLabel(dataset, id, labels) : null;
    const one = analysed ?? (await loadCase(dataset, id, { label: labelled, labels })).case;
    return normalised(one, warn, intensities);
  }

  return {
    name: dataset.name,
    train: held.train,
    test: dataset.splits.test,
    validation: dataset.splits.validation ?? held.validation,
    loadTraining: (labelled, withUnlabelled, options) =>
      assemble(casesNeeded(held.train, labelled, withUnlabelled), labelled, loadTraining, options),
    async loadTest(id) {
      const { case: one, header } = await loadCase(dataset, id, { label: true, labels });
      if (!one.label)
        throw new FileError(dataset.folder, id, 'the test case has no label.', 'Add one, or take it off the test list.');
      return { case: normalised({ ...one, label: one.label }, undefined, intensities), header };
    },
  };
}
