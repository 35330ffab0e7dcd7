import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Disposable } from 'vscode';
import { commands, l10n, Uri, window } from 'vscode';
import { runPaths } from '../../io/run/runDirectory';
import type { Register, Services } from '../services';
import { runPathOf } from '../support/arguments';
import { registerCommand } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { progressText } from '../support/progressText';
import { pickRun } from '../support/runs/pick';
import { deleteRun } from './deleteRun';
import { offerInterrupted } from './interrupted';
import { registerTools } from './tools';
import { RunsTree } from './tree';

async function openFile(path: string, missing: string): Promise<void> {
  if (!existsSync(path)) throw new Error(missing);
  await commands.executeCommand('vscode.open', Uri.file(path));
}

function fileCommand(services: Services, name: string, title: string, pathOf: (run: string) => string): Disposable {
  return registerCommand(services, name, 'nothing', async (argument) => {
    const run = runPathOf(argument) ?? (await pickRun(services.runs, argument, title))?.path;
    if (run !== undefined) await openFile(pathOf(run), l10n.t('This run has no such file (yet): {0}', pathOf(run)));
  });
}

/** The Runs view and what can be done with a run that no process works on. */
export const register: Register = (_context, services) => {
  const { runs, training } = services;
  const tree = new RunsTree(runs, training, () => (training.current ? progressText(training.current) : undefined));
  const view = window.createTreeView('llmSegNet.runs', { treeDataProvider: tree });
  return combineDisposables(
    tree,
    view,
    offerInterrupted(services),
    registerTools(services),
    registerCommand(services, 'refreshRuns', 'nothing', () => runs.refresh()),
    registerCommand(services, 'deleteRun', 'trust', (argument) => deleteRun(services, argument)),
    registerCommand(services, 'revealRun', 'nothing', async (argument) => {
      const run = await pickRun(runs, argument, l10n.t('Reveal which run?'));
      if (run) await commands.executeCommand('revealInExplorer', Uri.file(runPaths.record(run.path)));
    }),
    fileCommand(services, 'openRunLog', l10n.t('Open the log of which run?'), runPaths.log),
    fileCommand(services, 'openMontage', l10n.t('Open the picture of which run?'), runPaths.montage),
    fileCommand(services, 'openRunExperiment', l10n.t('Open the experiment of which run?'), (run) => {
      const copy = join(run, 'experiment.llmsegnet.json');
      return existsSync(copy) ? copy : runPaths.record(run);
    }),
  );
};
