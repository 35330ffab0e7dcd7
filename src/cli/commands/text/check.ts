import type { Command } from 'commander';
import { checkPromptFile } from '../../../core/text/checks/checkPromptFile';
import { parsePromptFile } from '../../../core/text/promptFile';
import type { Problem } from '../../../core/text/types';
import { printable } from '../../../io/fileError';
import { promptPath } from '../../../text/features/prompt';
import { readPromptSource } from '../../../text/promptSource';
import { EXIT } from '../../exitCodes';
import { textGroup } from './group';

function line(path: string, { line: row, column, severity, code, message, fix }: Problem): string {
  return printable(`${path}:${row}:${column}: ${severity}: ${message} ${fix} [${code}]`);
}

async function check(names: readonly string[], { json }: { json?: boolean }): Promise<void> {
  const files: { file: string; problems: Problem[] }[] = [];
  for (const name of names) {
    const source = await readPromptSource(promptPath(name));
    files.push({ file: name, problems: checkPromptFile(parsePromptFile(source)) });
  }
  if (json) console.log(JSON.stringify(files));
  else {
    for (const { file, problems } of files) {
      if (problems.length === 0) console.log(`${printable(file)}: nothing to complain of`);
      for (const problem of problems) console.log(line(file, problem));
    }
  }
  if (files.some(({ problems }) => problems.some(({ severity }) => severity === 'error'))) process.exitCode = EXIT.input;
}

/** `llm-segnet text check FILE...` */
export function registerTextCheck(program: Command): void {
  textGroup(program)
    .command('check')
    .description('Look prompt files over: form, count, length, duplicates, topic, refusals, orders to machines, origin')
    .argument('<file...>', '.segprompt.md files, or names of bundled prompts')
    .option('--json', 'one JSON array for scripts')
    .action(async (files: string[], options: { json?: boolean }) => {
      await check(files, options);
    });
}
