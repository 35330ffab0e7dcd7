import { totalmem } from 'node:os';
import type { Command } from 'commander';
import { hasErrors, parseExperimentText } from '../../core/config/file/parse';
import type { Problem } from '../../core/config/file/types';
import { leakWarning } from '../../core/patients/leaks';
import { inspectDataset } from '../../io/dataset';
import { readExperimentFile } from '../../io/experimentFile';
import { FileError, printable } from '../../io/fileError';
import { EXIT, UsageError } from '../exitCodes';
import { placeOf } from '../experiment/request';
import { experimentTarget } from './doctorTarget';

function line(path: string, problem: Problem): string {
  const fix = problem.fix === undefined ? '' : ` [${problem.fix.title}]`;
  return printable(`${placeOf(path, problem)}: ${problem.severity}: ${problem.message}${fix}`);
}

/** A patient in two lists, where the data folder is at hand. What cannot be read is for `doctor` to tell. */
async function leaksOf(path: string): Promise<Problem[]> {
  try {
    const { folder, dataset } = await experimentTarget(path, process.env);
    const { splits, patients } = await inspectDataset(folder, dataset);
    if (splits === null) return [];
    const { train, validation = [], test } = splits;
    const message = leakWarning({ train, validation, test }, patients.of);
    if (message === null) return [];
    return [
      { severity: 'warning', path: 'data.splits', offset: 0, length: 0, line: 1, column: 1, message: `data.splits: ${message}` },
    ];
  } catch (error) {
    if (error instanceof FileError || error instanceof UsageError) return [];
    throw error;
  }
}

async function check(path: string, { json }: { json?: boolean }): Promise<void> {
  const parsed = parseExperimentText(await readExperimentFile(path), { machine: { memoryBytes: totalmem() } });
  const problems = [...parsed.problems, ...(hasErrors(parsed) ? [] : await leaksOf(path))];
  if (json) console.log(JSON.stringify({ file: path, problems }));
  else if (problems.length === 0) console.log(`${path}: nothing to complain of`);
  else for (const problem of problems) console.log(line(path, problem));
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
