import { dirname } from 'node:path';
import type { CancellationToken } from 'vscode';
import type { DoctorReport } from '../../io/doctor/types';
import type { CommandLine } from './commandLine';
import { requireSuccess } from './commandLine';

/**
 * What `llm-segnet doctor FOLDER --json` finds, in a child process: volumes are never read here. Problems with volumes are part of the
 * report. Throws Error where there is no report.
 */
export function examineFolder(commandLine: CommandLine, folder: string, token?: CancellationToken): Promise<DoctorReport> {
  return examine(commandLine, folder, folder, token);
}

/** The same of an experiment file: its data as training will look at them, with its own lists, labels, patients and links. */
export function examineExperiment(commandLine: CommandLine, path: string, token?: CancellationToken): Promise<DoctorReport> {
  return examine(commandLine, path, dirname(path), token);
}

async function examine(commandLine: CommandLine, target: string, cwd: string, token?: CancellationToken): Promise<DoctorReport> {
  const result = await commandLine.run(['doctor', target, '--json'], { cwd, ...(token ? { token } : {}) });
  // A folder with problems ends with an exit code of its own, after its report.
  const text = result.stdout.startsWith('{') ? result.stdout : requireSuccess(result);
  return JSON.parse(text) as DoctorReport;
}
