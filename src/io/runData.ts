/** Which data a run uses, and how it reads them: the one place where settings become folders and reading options. */
import { resolve } from 'node:path';
import type { Experiment } from '../core/config/experiment';
import { labelTable } from '../core/config/labels';
import type { DataSettings } from '../core/config/sections/data';
import type { PhantomOptions } from '../core/phantom/phantom';
import type { DatasetOptions } from './dataset';
import type { FileSettings } from './formats/types';
import type { LabelRule } from './labelRule';

/** Where the volumes come from. */
export type DataChoice =
  | { readonly kind: 'folder'; readonly folder: string; readonly labels: LabelRule }
  | { readonly kind: 'phantom'; readonly phantom: PhantomOptions; readonly testCases: number };

/** What decides which folder is meant. */
export interface Place {
  /** Folder that a relative path starts from: that of the experiment file. */
  readonly base: string;
  readonly environment: NodeJS.ProcessEnv;
  /** A folder that was named beside the experiment (--data) goes before all others. */
  readonly named?: string | undefined;
}

/** The folder of an experiment that names `path`: the one named beside it, else that one, else LLMSEGNET_DATA's; null: none. */
export function dataFolder(path: string | null, { base, environment, named }: Place): string | null {
  if (named !== undefined) return named;
  return path === null ? environment['LLMSEGNET_DATA'] || null : resolve(base, path);
}

/** What an experiment trains on; null where it needs a folder and none is named. */
export function dataChoiceOf({ data, seed }: Pick<Experiment, 'data' | 'seed'>, place: Place): DataChoice | null {
  const { source, labels } = data;
  if (source.kind === 'phantom') {
    const { cases, size, spacing, testCases } = source;
    return { kind: 'phantom', phantom: { seed, cases, size, spacing }, testCases };
  }
  const folder = dataFolder(source.path, place);
  return folder === null ? null : { kind: 'folder', folder, labels: labelTable(labels) };
}

/** What files of some formats leave open. */
export function fileSettingsOf({ axes, hdf5 }: Pick<DataSettings, 'axes' | 'hdf5'>): FileSettings {
  return { axes, keys: { image: hdf5.image, label: hdf5.label }, spacing: hdf5.spacing };
}

/** How the folder is laid out and read, and who is in which list. */
export function datasetOptionsOf(data: DataSettings): DatasetOptions {
  const { format, splits, patients, links } = data;
  return { ...fileSettingsOf(data), layout: format, lists: splits, patients, links };
}
