import { totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { Experiment } from '../../core/config/experiment';
import { findingsOf } from '../../core/config/warnings/registry';
import { missingLabels } from '../../core/doctor/checkExperiment';
import type { Problem } from '../../core/doctor/types';
import type { DatasetOptions } from '../../io/dataset';
import { factsOfReport } from '../../io/doctor/experimentFacts';
import type { DoctorOptions, DoctorReport } from '../../io/doctor/types';
import { readExperimentFile } from '../../io/experimentFile';
import { FileError } from '../../io/fileError';
import { dataChoiceOf, datasetOptionsOf } from '../../io/runData';
import { holdOut } from '../../trainer/data/assemble';
import { needsOf } from '../../trainer/data/prepared';
import { requestExperiment } from '../experiment/request';

/** What doctor looks at, and how. */
export interface DoctorTarget {
  readonly folder: string;
  readonly dataset: DatasetOptions;
  readonly options: Pick<DoctorOptions, 'patch' | 'values' | 'needs'>;
  /** Problems that only show with the experiment and its data side by side. */
  readonly problemsOf: (report: DoctorReport) => readonly Problem[];
}

export function isExperimentFile(name: string): boolean {
  return name.toLowerCase().endsWith('.json');
}

const SEVERITIES = { error: 'error', warning: 'warning', hint: 'note' } as const;

function problemsOf(path: string, experiment: Experiment, report: DoctorReport, folder: string): Problem[] {
  const facts = { data: factsOfReport(report, experiment), machine: { memoryBytes: totalmem() }, folder };
  const findings = findingsOf(experiment, facts).map(
    ({ severity, path: setting, message, remedy }): Problem => ({
      severity: SEVERITIES[severity],
      code: setting,
      file: path,
      problem: `${setting}: ${message}`,
      fix: remedy === undefined ? '' : `${remedy.title}.`,
    }),
  );
  if (report.splits === null) return findings;
  const { labelled, heldOut } = experiment.data;
  const held = heldOut < report.splits.train.length ? holdOut(report.splits.train, heldOut) : { train: [], validation: [] };
  const { test, validation = held.validation } = report.splits;
  return [...findings, ...missingLabels({ experiment: path, labelled, train: held.train, validation, test }, report.cases)];
}

/**
 * The data of an experiment file, looked at as training will: its folder, layout, axes, keys, lists, labels, channels and patch.
 * Throws FileError where the file is wrong or makes its own volumes.
 */
export async function experimentTarget(path: string, environment: NodeJS.ProcessEnv): Promise<DoctorTarget> {
  const { experiment } = requestExperiment({}, { file: { path, text: await readExperimentFile(path) } });
  const choice = dataChoiceOf(experiment, { base: dirname(path), environment });
  if (choice?.kind === 'phantom')
    throw new FileError(path, 'data.source', 'the experiment makes its own volumes.', 'There is nothing to look at.');
  if (choice === null)
    throw new FileError(path, 'data.source.path', 'no folder of volumes is named.', 'Name it there, or set LLMSEGNET_DATA.');
  const { folder, labels: table } = choice;
  return {
    folder,
    dataset: datasetOptionsOf(experiment.data),
    options: {
      patch: experiment.patch,
      ...(table === 'binary' ? {} : { values: Object.keys(table).map(Number) }),
      needs: needsOf(experiment),
    },
    problemsOf: (report) => problemsOf(path, experiment, report, folder),
  };
}
