import { totalmem } from 'node:os';
import type { Command } from 'commander';
import { hasErrors, parseExperimentText } from '../../core/config/file/parse';
import type { Problem } from '../../core/config/file/types';
import { readExperimentFile } from '../../io/experimentFile';
import { printable } from '../../io/fileError';
import { EXIT } from '../exitCodes';
import { placeOf } from '../experiment/request';

function line(path: string, problem: Problem): string {
  const fix = problem.fix === undefined ? '' : ` [${problem.fix.title}]`;
  return printable(`${placeOf(path, problem)}: ${problem.severity}: ${problem.message}${fix}`);
}

async function check(path: string, { json }: { json?: boolean }): Promise<void> {
  const parsed = parseExperimentText(await readExperimentFile(path), { machine: { memoryBytes: totalmem() } });
  if (json) console.log(JSON.stringify({ file: path, problems: parsed.problems }));
  else if (parsed.problems.length === 0) console.log(`${path}: nothing to complain of`);
  else for (const problem of parsed.problems) console.log(line(path, problem));
  if (hasErrors(parsed)) process.exitCode = EXIT.input;
}

/** `llm-segnet check` */
export function registerCheck(program: Command): void {
  program
    .command('check')
    .description('Look an experiment file over: errors, warnings and hints with line, column and fix')
    .argument('<file>', 'experiment file (.llmsegnet.json)')
    .option('--json', 'one JSON object for scripts')
    .action(async (path: string, options: { json?: boolean }) => {
      await check(path, options);
    });
}
