import { totalmem } from 'node:os';
import type { Command } from 'commander';
import { printable } from '../../../io/fileError';
import { checkStudyFile } from '../../../study/load';
import { EXIT } from '../../exitCodes';
import { placeOf } from '../../experiment/request';
import type { DataFlag } from './open';

async function check(path: string, { json, data }: DataFlag & { readonly json?: boolean }): Promise<void> {
  const { problems, loaded } = await checkStudyFile(path, {
    data: data ?? (process.env['LLMSEGNET_DATA'] || undefined),
    facts: { machine: { memoryBytes: totalmem() } },
  });
  if (json === true) console.log(JSON.stringify({ file: path, problems, runs: loaded?.expansion.runs.length ?? null }));
  else if (problems.length === 0) console.log(`${path}: nothing to complain of`);
  else
    for (const problem of problems) {
      const fix = problem.fix === undefined ? '' : ` [${problem.fix.title}]`;
      console.log(printable(`${placeOf(path, problem)}: ${problem.severity}: ${problem.message}${fix}`));
    }
  if (loaded === null) process.exitCode = EXIT.input;
}

/** `llm-segnet study check FILE` */
export function registerStudyCheck(study: Command): void {
  study
    .command('check')
    .description('Look a study file over: errors, warnings and hints with line, column and fix')
    .argument('<file>', 'study file (.llmsegstudy.json)')
    .option('--data <folder>', 'volumes, where the experiment names none (or LLMSEGNET_DATA)')
    .option('--json', 'one JSON object for scripts')
    .action(check);
}
