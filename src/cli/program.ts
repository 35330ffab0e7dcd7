import { Command } from 'commander';
import { version } from '../../package.json';
import { registerBackend } from './commands/backend';
import { registerBuildTensorflow } from './commands/buildTensorflow';
import { registerCheck } from './commands/check';
import { registerDoctor } from './commands/doctor';
import { registerEvaluate } from './commands/evaluate';
import { registerExport } from './commands/export';
import { registerInit } from './commands/init';
import { registerLoss } from './commands/loss';
import { registerMetrics } from './commands/metrics';
import { registerPhantom } from './commands/phantom';
import { registerPredict } from './commands/predict';
import { registerRequests } from './commands/requests';
import { registerResume } from './commands/resume';
import { registerRuns } from './commands/runs';
import { registerSettings } from './commands/settings';
import { registerStudy } from './commands/study/register';
import { registerTextCheck } from './commands/text/check';
import { registerTextEffect } from './commands/text/effect';
import { registerEmbed } from './commands/text/embed';
import { registerGenerate } from './commands/text/generate';
import { registerTextShow } from './commands/text/show';
import { registerTrain } from './commands/train';
import { EXIT_HELP } from './exitCodes';

/** The whole command line; one file a command. Parsing throws CommanderError in place of ending the process. */
export function createProgram(): Command {
  const program = new Command('llm-segnet')
    .description('Semi-supervised 3D medical image segmentation on a CPU')
    .version(version)
    .option('--debug', 'show where an error comes from')
    .showHelpAfterError('(run it with --help to see its options)')
    .addHelpText('after', EXIT_HELP)
    .exitOverride();
  registerInit(program);
  registerCheck(program);
  registerSettings(program);
  registerTrain(program);
  registerGenerate(program);
  registerTextCheck(program);
  registerTextShow(program);
  registerEmbed(program);
  registerTextEffect(program);
  registerResume(program);
  registerStudy(program);
  registerRuns(program);
  registerRequests(program);
  registerEvaluate(program);
  registerPredict(program);
  registerExport(program);
  registerMetrics(program);
  registerLoss(program);
  registerDoctor(program);
  registerPhantom(program);
  registerBackend(program);
  registerBuildTensorflow(program);
  return program;
}
