import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { comparisonTable } from '../../core/report/comparison';
import { toCsv } from '../../core/report/csv';
import { toLatex } from '../../core/report/latex';
import { toMarkdown } from '../../core/report/markdown';
import { comparePaired } from '../../core/report/paired';
import { perCaseTable } from '../../core/report/perCase';
import type { PivotRun } from '../../core/report/pivot';
import { pivotLabels, pivotTable } from '../../core/report/pivot';
import { publishedTables } from '../../core/report/published/registry';
import type { PublishedTable } from '../../core/report/published/types';
import { evaluationOf, modelsOf } from '../../core/report/run';
import type { ReportTable } from '../../core/report/table';
import { FileError, printable } from '../../io/fileError';
import { mapSome } from '../../io/mapSome';
import { readReportRun } from '../../io/run/reportRun';
import { UsageError } from '../exitCodes';

const writers = { csv: toCsv, latex: toLatex, markdown: toMarkdown } as const;

interface ExportFlags {
  readonly format: keyof typeof writers;
  readonly perCase?: boolean;
  readonly paired?: boolean;
  readonly paperTable?: PublishedTable;
  readonly model: string;
}

function paperTable(text: string): PublishedTable {
  const found = publishedTables.find(({ number }) => String(number) === text);
  if (!found) throw new InvalidArgumentError(`It must be one of ${publishedTables.map(({ number }) => number).join(', ')}.`);
  return found;
}

/** The first run against each of the others, in words. */
function pairedTable(runs: readonly PivotRun[], model: string): ReportTable {
  const [first, ...others] = runs;
  if (first === undefined || others.length === 0) throw new UsageError('--paired compares: name two runs or more.');
  const diceOf = (run: PivotRun): Map<string, number> =>
    new Map((evaluationOf(run, model)?.cases ?? []).map((one) => [`${one.case} ${one.label}`, one.dice]));
  return {
    title: `Dice of model ${model} case by case: ${first.id} against each other run (Wilcoxon signed-rank)`,
    columns: ['Run', 'Pairs', 'Result'],
    rows: others.map((other) => {
      const { pairs, verdict } = comparePaired(diceOf(first), diceOf(other), others.length);
      return { cells: [other.id, String(pairs), verdict] };
    }),
    notes: [],
  };
}

function tableOf(runs: readonly PivotRun[], { perCase, paired, paperTable: published, model }: ExportFlags): ReportTable {
  if (perCase === true) return perCaseTable(runs);
  if (paired === true) return pairedTable(runs, model);
  if (published) return pivotTable(published, runs, model, pivotLabels[published.number]);
  return comparisonTable(runs);
}

/** Throws UsageError for a model that none of the runs has: a table without numbers is no answer. */
function requireModel(runs: readonly PivotRun[], { model, paired, paperTable: published }: ExportFlags): void {
  const models = modelsOf(runs);
  if ((paired === true || published !== undefined) && !models.includes(model))
    throw new UsageError(`No run has a model "${printable(model)}"; --model takes ${models.join(', ')}.`);
}

async function exportRuns(folders: readonly string[], flags: ExportFlags): Promise<void> {
  const all = await mapSome(folders, readReportRun);
  const isTested = ({ evaluations }: PivotRun): boolean => evaluations.some(({ split }) => split === 'test');
  const runs = all.filter(isTested);
  const left = all.filter((run) => !isTested(run)).map(({ id }) => printable(id));
  if (runs.length === 0) {
    const fix = 'Evaluate one: llm-segnet evaluate RUN.';
    throw new FileError(folders[0] ?? '', 'metrics.jsonl', 'none of the runs was evaluated on its test cases.', fix);
  }
  if (left.length > 0) console.error(`Left out, because never evaluated on test cases: ${left.join(', ')}.`);
  requireModel(runs, flags);
  process.stdout.write(writers[flags.format](tableOf(runs, flags)));
}

/** `llm-segnet export RUN...` */
export function registerExport(program: Command): void {
  program
    .command('export')
    .description('Write the results of runs as a table: experiments by what differs, mean ± standard deviation over their seeds')
    .argument('<runs...>', 'run directories')
    .addOption(new Option('--format <name>', 'how').choices(Object.keys(writers)).default('csv'))
    .addOption(new Option('--per-case', 'every case, label and model').conflicts(['paired', 'paperTable']))
    .addOption(new Option('--paired', 'test the first run against the others, case by case').conflicts(['paperTable']))
    .option('--paper-table <number>', 'below the rows of a table of the paper: 2 to 7', paperTable)
    .option('--model <name>', 'model of --paired and --paper-table', 'A')
    .action(exportRuns);
}
