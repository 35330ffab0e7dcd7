import type { Command } from 'commander';
import { registerStudyCheck } from './check';
import { registerStudyInit } from './init';
import { registerStudyJob } from './job';
import { registerStudyPlan } from './plan';
import { registerStudyRun } from './run';
import { registerStudyStatus } from './status';
import { registerStudyTable } from './table';
import { registerStudyWriters } from './write';

/** `llm-segnet study ...`: one file a sub-command. */
export function registerStudy(program: Command): void {
  const study = program
    .command('study')
    .description('Sweeps as files: plan them, run them here or on a cluster, tell their results');
  registerStudyInit(study);
  registerStudyCheck(study);
  registerStudyPlan(study);
  registerStudyRun(study);
  registerStudyStatus(study);
  registerStudyTable(study);
  registerStudyWriters(study);
  registerStudyJob(study);
}
