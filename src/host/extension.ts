import type { ExtensionContext } from 'vscode';
import { window } from 'vscode';
import { register as registerData } from './data/register';
import { createChecker } from './experiment/checker';
import { register as registerExperiment } from './experiment/register';
import { register as registerGeneral } from './general/register';
import { register as registerNewExperiment } from './newExperiment/register';
import { register as registerPrompt } from './prompt/register';
import { register as registerResults } from './results/register';
import { register as registerRuns } from './runs/register';
import type { Register, Services } from './services';
import { createCommandLine } from './support/commandLine';
import { createRunStore } from './support/runs/store';
import { threadMilliseconds } from './support/threadTime';
import { register as registerTraining } from './training/register';
import { createTraining } from './training/training';
import { register as registerViewer } from './viewer/register';

/** One line a feature; a feature knows the services and no other feature. */
const features: readonly Register[] = [
  registerGeneral,
  registerExperiment,
  registerNewExperiment,
  registerPrompt,
  registerData,
  registerRuns,
  registerResults,
  registerTraining,
  registerViewer,
];

/** What other extensions, and the tests, get. */
export interface Api {
  readonly services: Services;
  /** Milliseconds that activate() took: of processor time where Node tells it, else by the clock. */
  readonly activationMilliseconds: number;
}

export function activate(context: ExtensionContext): Api {
  const start = performance.now();
  const busyBefore = threadMilliseconds();
  const log = window.createOutputChannel('LLM-SegNet', { log: true });
  const runs = createRunStore(log);
  const commandLine = createCommandLine(context, log);
  const training = createTraining(context, log, runs);
  const checker = createChecker(context, log);
  const services: Services = { log, runs, checker, commandLine, training };
  context.subscriptions.push(log, runs, checker, commandLine, training);
  for (const register of features) context.subscriptions.push(register(context, services));
  const elapsed = performance.now() - start;
  const busyAfter = threadMilliseconds();
  const busy = busyBefore === undefined || busyAfter === undefined ? undefined : busyAfter - busyBefore;
  const ofProcessor = busy === undefined ? '' : `, ${busy.toFixed(1)} ms of processor time`;
  log.info(`Activated in ${elapsed.toFixed(1)} ms${ofProcessor}`);
  return { services, activationMilliseconds: busy ?? elapsed };
}
