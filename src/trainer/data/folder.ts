import { leakWarning } from '../../core/patients/leaks';
import type { DatasetFolder } from '../../io/dataset';
import { openDataset } from '../../io/dataset';
import { FileError } from '../../io/fileError';
import type { LabelRule } from '../../io/labelRule';
import { loadCase, requireFiles } from '../../io/loadCase';
import { datasetOptionsOf } from '../../io/runData';
import { assemble, casesNeeded, holdOut } from './assemble';
import type { CaseReader } from './background/reader';
import { openReader } from './background/reader';
import type { SourceSettings } from './prepared';
import { DEFAULT_PREPARATION, needsOf, preparedTest } from './prepared';
import type { ReadingTask } from './trainingCase';
import type { DataSource } from './types';

function openFolder(folder: string, settings: SourceSettings | undefined): Promise<DatasetFolder> {
  if (settings === undefined) return openDataset(folder);
  return openDataset(folder, datasetOptionsOf(settings.data));
}

/**
 * Volumes of a folder on disk, as src/io/dataset.ts reads it; the schema's defaults without settings. Training cases are read by a thread
 * where there is one. Throws FileError.
 */
export async function folderSource(
  folder: string,
  labels: LabelRule,
  heldOut = 0,
  settings?: SourceSettings,
  open: (task: ReadingTask) => CaseReader = openReader,
): Promise<DataSource> {
  const dataset = await openFolder(folder, settings);
  const held = holdOut(dataset.splits.train, heldOut);
  const { test } = dataset.splits;
  const validation = dataset.splits.validation ?? held.validation;
  return {
    name: dataset.name,
    train: held.train,
    test,
    validation,
    requireCases(labelled, withUnlabelled) {
      const training = casesNeeded(held.train, labelled, withUnlabelled);
      const measured = [...validation, ...test];
      requireFiles(dataset, [...training, ...measured], [...training.slice(0, labelled), ...measured]);
    },
    async loadTraining(labelled, withUnlabelled, options) {
      const ids = casesNeeded(held.train, labelled, withUnlabelled);
      const training = await assemble(ids, labelled, open({ dataset, labels, settings }), options);
      const leak = leakWarning({ train: held.train, validation, test }, dataset.patients.of);
      // HDF5 files do not say how far their voxels lie apart.
      const known = dataset.layout !== 'hdf5' || dataset.read.spacing !== null;
      return {
        ...training,
        spacing: known ? training.spacing : null,
        warnings: leak === null ? training.warnings : [leak, ...training.warnings],
      };
    },
    async loadTest(id) {
      const needs = settings && needsOf(settings);
      const { case: one, header } = await loadCase(dataset, id, { label: true, labels, needs });
      if (!one.label)
        throw new FileError(dataset.folder, id, 'the test case has no label.', 'Add one, or take it off the test list.');
      return preparedTest({ ...one, label: one.label }, header, settings ?? DEFAULT_PREPARATION);
    },
  };
}
