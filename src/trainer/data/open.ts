import { labelTable } from '../../core/config/labels';
import type { DataChoice } from '../../io/runData';
import { folderSource } from './folder';
import { phantomSource } from './phantom';
import type { SourceSettings } from './prepared';
import type { DataSource } from './types';

/** The source of a choice, read as the experiment says, with its cases held out. Throws FileError. */
export async function openSource(choice: DataChoice, experiment: SourceSettings): Promise<DataSource> {
  const { data, evaluation } = experiment;
  if (choice.kind === 'phantom')
    return phantomSource(choice.phantom, choice.testCases, data.heldOut, experiment, evaluation.hiddenLabels);
  // A table of the experiment says more than what the choice was made with.
  const labels = data.labels === 'binary' ? choice.labels : labelTable(data.labels);
  return await folderSource(choice.folder, labels, data.heldOut, experiment);
}
