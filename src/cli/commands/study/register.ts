import type { Command } from 'commander';
import { registerStudyCheck } from './check';
import { registerStudyInit } from './init';
import { registerStudyJob } from './job';
import { registerStudyPlan } from './plan';

/** `llm-segnet study ...`: one file a sub-command. */
export function registerStudy(program: Command): void {
  const study = program
    .command('study')
    .description('Sweeps as files: plan them, run them here or on a cluster, tell their results');
  registerStudyInit(study);
  registerStudyCheck(study);
  registerStudyPlan(study);
  registerStudyJob(study);
}
