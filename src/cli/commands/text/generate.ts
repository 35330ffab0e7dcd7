import { resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { allNumbers, missingNumbers } from '../../../core/text/answer';
import { checkPromptFile } from '../../../core/text/checks/checkPromptFile';
import { parsePromptFile } from '../../../core/text/promptFile';
import { renderPrompt } from '../../../core/text/template';
import type { PromptFile } from '../../../core/text/types';
import { FileError, printable } from '../../../io/fileError';
import type { Generated } from '../../../text/generate';
import { generate } from '../../../text/generate';
import { promptFileTarget } from '../../../text/promptTarget';
import { openaiProvider } from '../../../text/providers/openai';
import { environmentFetch } from '../../../text/proxyFetch';
import { EXIT, UsageError } from '../../exitCodes';
import { withStopSignals } from '../../stopSignals';
import { generationPrinter } from './generationPrinter';
import { textGroup } from './group';

interface GenerateFlags {
  readonly response?: readonly number[];
  readonly all?: boolean;
  readonly missing?: boolean;
  readonly together?: boolean;
  readonly baseUrl: string;
  readonly model?: string;
  readonly offline?: boolean;
  readonly dryRun?: boolean;
}

const MOST_RESPONSES = 200;

function responseNumber(value: string, before: readonly number[] = []): number[] {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1 || number > MOST_RESPONSES)
    throw new UsageError(`--response takes a number from 1 to ${MOST_RESPONSES}, not "${printable(value)}".`);
  return [...before, number];
}

function wantedNumbers(file: PromptFile, { response, all }: GenerateFlags): number[] {
  if (response !== undefined) return [...new Set(response)].sort((a, b) => a - b);
  return all === true ? allNumbers(file) : missingNumbers(file);
}

/** Refuses a file of which no prompt can be made. What is wrong with responses does not matter: they may be what is asked for. */
function refuse(path: string, file: PromptFile): void {
  const problem = checkPromptFile(file).find(
    ({ severity, code, response }) => severity === 'error' && response === undefined && code !== 'response-count',
  );
  if (problem !== undefined) throw new FileError(path, `line ${problem.line}`, problem.message, problem.fix);
}

function outcome({ kept, failed, stopped }: Generated): string {
  const parts = [`${kept.length} written`];
  if (failed.length > 0)
    parts.push(`${failed.length} failed and left as they were (${failed.map(({ number }) => number).join(', ')})`);
  return `${parts.join('; ')}.${stopped === undefined ? '' : ` ${printable(stopped.message)}`}`;
}

async function generateInto(path: string, flags: GenerateFlags): Promise<void> {
  const target = promptFileTarget(resolve(path));
  const file = parsePromptFile(await target.read());
  refuse(path, file);
  const numbers = wantedNumbers(file, flags);
  if (numbers.length === 0) {
    console.log(`${printable(path)}: no response is missing. Name one with --response N, or all with --all.`);
    return;
  }
  const together = flags.together === true;
  const model = flags.model ?? file.settings.model;
  const provider = openaiProvider({
    baseURL: flags.baseUrl,
    key: process.env['LLMSEGNET_API_KEY'] || process.env['OPENAI_API_KEY'],
    fetch: await environmentFetch(process.env),
    offline: flags.offline,
    modelFix: 'Name one with --model, or with "model" at the top of the file.',
    keyFix: 'Set the environment variable LLMSEGNET_API_KEY or OPENAI_API_KEY.',
  });
  if (flags.dryRun === true) {
    const calls = together ? 'in one call' : `in ${numbers.length} calls`;
    const sent = renderPrompt(file, together ? numbers.length : 1)
      .split('\n')
      .map(printable);
    console.log(
      `To ${provider.destination}, model ${printable(model ?? 'not chosen')}, responses ${numbers.join(', ')} ${calls}:`,
    );
    console.log(`\n${sent.join('\n')}`);
    return;
  }
  const onEvent = generationPrinter(process.stderr, numbers.length);
  const date = new Date().toISOString().slice(0, 10);
  const { value, request } = await withStopSignals(
    (signal) => generate(target, { provider, model, numbers, together, date, signal, onEvent }),
    () => console.error('Stopping; what is complete is kept.'),
  );
  const whole = value.stopped === undefined && value.failed.length === 0;
  (whole ? console.log : console.error)(`${printable(path)}: ${outcome(value)}`);
  if (request !== null) process.exitCode = request.exitCode;
  else if (!whole) process.exitCode = EXIT.failed;
}

/** `llm-segnet text generate FILE` */
export function registerGenerate(program: Command): void {
  textGroup(program)
    .command('generate')
    .description('Ask a language model for the responses of a prompt file; nothing but the prompt is sent')
    .argument('<file>', 'a .segprompt.md file; it is written to')
    .addOption(
      new Option('--response <n>', 'this response only; may be repeated').argParser(responseNumber).conflicts(['all', 'missing']),
    )
    .addOption(new Option('--all', 'all responses, those that are there, too').conflicts(['response', 'missing']))
    .addOption(new Option('--missing', 'those that are missing or empty (default)').conflicts(['response', 'all']))
    .option('--together', 'all in one call that answers with a numbered list, in place of one call each')
    .addOption(
      new Option('--base-url <url>', 'server that speaks the OpenAI protocol')
        .env('LLMSEGNET_BASE_URL')
        .default('https://api.openai.com/v1'),
    )
    .option('--model <name>', "language model; else the file's")
    .addOption(new Option('--offline', 'make every network call an error').env('LLMSEGNET_OFFLINE'))
    .option('--dry-run', 'show what would be sent, and send nothing')
    .addHelpText('after', '\nThe key is read from LLMSEGNET_API_KEY or OPENAI_API_KEY; local servers need none.')
    .action(async (file: string, flags: GenerateFlags) => {
      await generateInto(file, flags);
    });
}
