import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { classNames } from '../../../core/config/labels';
import { toCsv } from '../../../core/report/csv';
import { toLatex } from '../../../core/report/latex';
import { toMarkdown } from '../../../core/report/markdown';
import { sentence } from '../../../core/report/note';
import type { PivotRun } from '../../../core/report/pivot';
import { pivotLabels, pivotTable } from '../../../core/report/pivot';
import { publishedTables } from '../../../core/report/published/registry';
import type { PublishedTable } from '../../../core/report/published/types';
import type { ReportTable } from '../../../core/report/table';
import { MixedProtocols, studyTable } from '../../../core/study/results/table';
import { FileError } from '../../../io/fileError';
import type { LoadedStudy } from '../../../study/load';
import { measuredRuns } from '../../../study/measured';
import { statesOf } from '../../../study/states';
import type { DataFlag } from './open';
import { openStudy } from './open';

const writers = { csv: toCsv, latex: toLatex, markdown: toMarkdown } as const;

interface TableFlags extends DataFlag {
  readonly format: keyof typeof writers;
  readonly perClass?: boolean;
  readonly mixProtocols?: boolean;
  readonly paperTable?: PublishedTable;
}

function paperTable(text: string): PublishedTable {
  const found = publishedTables.find(({ number }) => String(number) === text);
  if (!found) throw new InvalidArgumentError(`It must be one of ${publishedTables.map(({ number }) => number).join(', ')}.`);
  return found;
}

async function tableOf(loaded: LoadedStudy, flags: TableFlags): Promise<ReportTable> {
  const statuses = await statesOf(loaded);
  const runs = await measuredRuns(statuses);
  if (runs.length === 0)
    throw new FileError(loaded.path, 'runs', 'no run of the study is done.', 'Make them: llm-segnet study run FILE.');
  const { study, expansion } = loaded;
  if (flags.paperTable !== undefined) {
    const reports = runs.map(({ report }) => report as PivotRun);
    return pivotTable(flags.paperTable, reports, study.compare.model ?? 'A', pivotLabels[flags.paperTable.number]);
  }
  const [first] = expansion.runs;
  const names = first === undefined ? [] : classNames(first.experiment.data).slice(1);
  try {
    return studyTable(study, runs, {
      perClass: flags.perClass === true,
      mixProtocols: flags.mixProtocols === true,
      classNames: names,
      missing: statuses.filter(({ state }) => state !== 'done').length,
    });
  } catch (error) {
    if (!(error instanceof MixedProtocols)) throw error;
    const reasons = error.reasons.map(sentence).join(' ');
    throw new FileError(
      loaded.path,
      'runs',
      `they were not measured in one way. ${reasons}`,
      'Allow it with --mix-protocols, which marks those rows.',
    );
  }
}

/** `llm-segnet study table FILE` */
export function registerStudyTable(study: Command): void {
  study
    .command('table')
    .description(
      'The results of a study: mean ± deviation over seeds, intervals over seeds and cases, tests against the baseline',
    )
    .argument('<file>', 'study file (.llmsegstudy.json)')
    .option('--data <folder>', 'volumes, where the experiment names none (or LLMSEGNET_DATA)')
    .addOption(new Option('--format <name>', 'how').choices(Object.keys(writers)).default('markdown'))
    .option('--per-class', 'each class by itself, too')
    .option('--mix-protocols', 'show runs side by side that were not measured in one way, marked')
    .option('--paper-table <number>', 'below the rows of a table of the paper: 2 to 7', paperTable)
    .action(async (file: string, flags: TableFlags) => {
      process.stdout.write(writers[flags.format](await tableOf(await openStudy(file, flags), flags)));
    });
}
