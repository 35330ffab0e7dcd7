import type { Experiment } from '../../core/config/experiment';
import type { DataChoice } from '../options';
import { folderSource } from './folder';
import { phantomSource } from './phantom';
import type { DataSource } from './types';

/** The source of a choice, with the experiment's cases held out. Throws FileError. */
export async function openSource(choice: DataChoice, { data: { heldOut } }: Pick<Experiment, 'data'>): Promise<DataSource> {
  return choice.kind === 'folder'
    ? await folderSource(choice.folder, choice.labels, heldOut)
    : phantomSource(choice.phantom, choice.testCases, heldOut);
}
