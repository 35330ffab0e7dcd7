import { basename } from 'node:path';
import type { Uri } from 'vscode';
import { l10n, ProgressLocation, Uri as UriClass, window, workspace } from 'vscode';
import { REQUESTS, writeRequest } from '../../io/run/requests';
import type { Register, Services } from '../services';
import { runPathOf } from '../support/arguments';
import { registerCommand, showError } from '../support/commands';
import { combineDisposables } from '../support/disposables';
import { homeOf, workspaceFolders } from '../support/folders';
import { EXPERIMENT_ENDING, pickFile } from '../support/pickFile';
import { pickRun } from '../support/runs/pick';
import { runsFolders } from '../support/runs/store';
import { chosenBackend } from '../support/settings';
import { fitsOrAgreed } from './memory';
import { newRunFolder } from './newRunFolder';
import { showQueue } from './queueMenu';
import { showTraining } from './show';
import { sweepBeta } from './sweep';

/** The run at the end of the walkthrough: volumes made up on the spot, done in about a minute on two cores. */
const phantomExperiment = {
  name: 'phantom-demo',
  iterations: 60,
  data: { source: { kind: 'phantom' } },
} as const;

/** Queues an experiment file, saved first: what runs is what the user sees. */
async function trainFile(services: Services, file: Uri): Promise<void> {
  const open = workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString());
  if (open?.isDirty && !(await open.save())) throw new Error(l10n.t('{0} could not be saved.', file.fsPath));
  if (!(await fitsOrAgreed(services, file))) return;
  const name = basename(file.fsPath, EXPERIMENT_ENDING);
  const out = newRunFolder(file, name);
  services.training.enqueue({
    title: name,
    job: { task: 'train', experiment: { file: file.fsPath }, out, ...chosenBackend() },
    cwd: homeOf(file),
  });
}

async function train(services: Services, argument: unknown): Promise<void> {
  const file = await pickFile(argument, EXPERIMENT_ENDING, l10n.t('Train which experiment?'));
  if (file) await trainFile(services, file);
}

function runPhantom(services: Services): void {
  const folder = workspaceFolders()[0];
  if (folder === undefined) throw new Error(l10n.t('Open a folder first: the run is written to its folder runs.'));
  services.training.enqueue({
    title: l10n.t('Phantom demo'),
    job: {
      task: 'train',
      experiment: { values: phantomExperiment },
      base: folder,
      out: newRunFolder(UriClass.file(folder), 'phantom-demo'),
      ...chosenBackend(),
    },
    cwd: folder,
  });
}

/** Goes on with the paused run of this window, with a run another process holds, or with a run from its last checkpoint. */
async function resume(services: Services, argument: unknown): Promise<void> {
  const { training, runs } = services;
  const given = runPathOf(argument);
  if (training.current?.phase === 'paused' && (given === undefined || given === training.current.run)) {
    training.resume();
    return;
  }
  const run = await pickRun(runs, argument, l10n.t('Resume which run?'), ({ state }) =>
    ['paused', 'stopped', 'interrupted', 'failed'].includes(state),
  );
  if (!run) return;
  if (run.state === 'paused') await writeRequest(run.path, 'resume');
  else if (!run.hasCheckpoint)
    throw new Error(l10n.t('The run {0} has no checkpoint yet. Train its experiment again.', run.record.name));
  else training.enqueue({ title: run.record.name, job: { task: 'resume', run: run.path }, cwd: runsFolders()[0] ?? run.path });
}

/** Asks the run of this window, or one that another process works on, through its directory. */
async function ask(services: Services, request: 'pause' | 'stop', argument: unknown): Promise<void> {
  const { training, runs } = services;
  const given = runPathOf(argument);
  if (training.current && (given === undefined || given === training.current.run)) {
    training[request]();
    return;
  }
  const run = await pickRun(runs, argument, l10n.t('Which run?'), ({ state }) => state === 'running' || state === 'paused');
  if (run && REQUESTS.includes(request)) {
    const title = request === 'pause' ? l10n.t('Asking the run to pause') : l10n.t('Asking the run to stop');
    await window.withProgress({ location: ProgressLocation.Window, title }, () => writeRequest(run.path, request));
  }
}

/** Once a window, and only by the user's word: a queue may have been closed because it was not wanted. */
async function offerRemembered({ training }: Services): Promise<void> {
  const { remembered } = training;
  const { length } = await remembered.left();
  if (length === 0 || !workspace.isTrusted) return;
  const start = length === 1 ? l10n.t('Train It') : l10n.t('Train Them');
  const discard = l10n.t('Discard');
  const message =
    length === 1
      ? l10n.t('One run was waiting when this window was closed.')
      : l10n.t('{0} runs were waiting when this window was closed.', String(length));
  const choice = await window.showInformationMessage(message, start, discard);
  if (choice === undefined) return;
  const jobs = await remembered.take();
  if (choice === start) for (const job of jobs) training.enqueue(job);
}

export const register: Register = (_context, services) => {
  void offerRemembered(services).catch((error: unknown) => showError(services, error));
  return combineDisposables(
    showTraining(services),
    registerCommand(services, 'train', 'trust', (argument) => train(services, argument)),
    registerCommand(services, 'runPhantom', 'trust', () => runPhantom(services)),
    registerCommand(services, 'resume', 'trust', (argument) => resume(services, argument)),
    registerCommand(services, 'pause', 'trust', (argument) => ask(services, 'pause', argument)),
    registerCommand(services, 'stop', 'trust', (argument) => ask(services, 'stop', argument)),
    registerCommand(services, 'sweepBeta', 'trust', (argument) => sweepBeta(services, argument)),
    registerCommand(services, 'showQueue', 'nothing', () => showQueue(services)),
  );
};
