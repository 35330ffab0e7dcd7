import { dirname } from 'node:path';
import type { Disposable } from 'vscode';
import { l10n, Uri, window } from 'vscode';
import { isVolumeName, readableEndings } from '../../io/formats/registry';
import type { Services } from '../services';
import { uriOf } from '../support/arguments';
import { cancellable } from '../support/cancellable';
import { requireSuccess } from '../support/commandLine';
import { registerCommand } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { pickRun } from '../support/runs/pick';
import type { StoredRun } from '../support/runs/store';

const hasCheckpoint = (run: StoredRun): boolean => run.hasCheckpoint;

/** The last line of some output, short enough for a notification. */
function lastLine(output: string): string {
  const lines = output.trim().split(/[\r\n]/);
  return lines.at(-1)?.slice(0, 80) ?? '';
}

/** Runs `llm-segnet <args>` with a notification that can cancel it; what it says goes to the log. Resolves to whether it came to its end. */
async function runTool({ commandLine, log }: Services, title: string, args: readonly string[], cwd: string): Promise<boolean> {
  const result = await cancellable(title, (token, progress) =>
    commandLine.run(args, { cwd, token, onOutput: (text) => progress.report({ message: lastLine(text) }) }),
  );
  if (result === undefined) return false;
  for (const line of requireSuccess(result).split('\n')) if (line.trim() !== '') log.info(line);
  return true;
}

async function evaluate(services: Services, argument: unknown): Promise<void> {
  const run = await pickRun(services.runs, argument, l10n.t('Evaluate which run?'), hasCheckpoint);
  if (!run) return;
  const isDone = await runTool(services, l10n.t('Testing {0}', run.record.name), ['evaluate', run.path], dirname(run.path));
  await services.runs.refresh();
  if (!isDone) return;
  services.log.show(true);
}

/** Volumes among what a command was called on: several where several are selected. */
function volumesOf(argument: unknown, all: unknown): Uri[] {
  const items: unknown[] = Array.isArray(all) && all.length > 0 ? all : [argument];
  return items.map(uriOf).filter((uri) => uri?.scheme === 'file' && isVolumeName(uri.path)) as Uri[];
}

async function predict(services: Services, argument: unknown, all: unknown): Promise<void> {
  const given = volumesOf(argument, all);
  const chosen = given.length > 0 ? undefined : argument;
  const run = await pickRun(services.runs, chosen, l10n.t('Predict with which run?'), hasCheckpoint);
  if (!run) return;
  const filters = { [l10n.t('Volumes')]: [...readableEndings.map((ending) => ending.slice(1)), 'gz'] };
  const volumes =
    given.length > 0 ? given : await window.showOpenDialog({ canSelectMany: true, filters, title: l10n.t('Volumes to segment') });
  const [first] = volumes ?? [];
  if (!volumes || !first) return;
  const out = await window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: l10n.t('Folder for the masks'),
    openLabel: l10n.t('Write Masks Here'),
    defaultUri: Uri.file(dirname(first.fsPath)),
  });
  const [folder] = out ?? [];
  if (!folder) return;
  const args = ['predict', run.path, ...volumes.map(({ fsPath }) => fsPath), '--out', folder.fsPath];
  if (!(await runTool(services, l10n.t('Predicting'), args, dirname(run.path)))) return;
  void window.showInformationMessage(l10n.t('The masks are in {0}.', folder.fsPath));
}

/** What is done with finished runs by the command line in a child process. */
export function registerTools(services: Services): Disposable {
  return combineDisposables(
    registerCommand(services, 'evaluate', 'trust', (argument) => evaluate(services, argument)),
    registerCommand(services, 'predict', 'trust', (argument, all) => predict(services, argument, all)),
  );
}
