import type { Command } from 'commander';
import { Option } from 'commander';
import type { Problem } from '../../core/doctor/types';
import { inspectDataset } from '../../io/dataset';
import { doctor } from '../../io/doctor/doctor';
import type { DoctorReport } from '../../io/doctor/types';
import { printable } from '../../io/fileError';
import type { AxisOrder } from '../../io/hdf5/axes';
import { writeSplits } from '../../io/writeSplits';
import { EXIT, UsageError } from '../exitCodes';
import type { DoctorTarget } from './doctorTarget';
import { experimentTarget, isExperimentFile } from './doctorTarget';

interface DoctorFlags {
  readonly json?: boolean;
  readonly writeSplits?: boolean;
  readonly patch?: [number, number, number];
  readonly axes?: AxisOrder;
}

function patchSize(text: string): [number, number, number] {
  const parts = text.split(/[x,]/).map(Number);
  if (parts.length !== 3 || parts.some((part) => !Number.isInteger(part) || part < 1))
    throw new UsageError('--patch takes three sizes, such as 112x112x80.');
  return parts as [number, number, number];
}

function problemsOf({ problems, cases }: DoctorReport) {
  return [...problems, ...cases.flatMap((one) => one.problems)];
}

function summary(report: DoctorReport): string[] {
  const { cases } = report;
  const sizes = cases.flatMap(({ size }) => (size === null ? [] : [size]));
  const range = (axis: 0 | 1 | 2): string => {
    const along = sizes.map((size) => size[axis]);
    const [low, high] = [Math.min(...along), Math.max(...along)];
    return low === high ? `${low}` : `${low}-${high}`;
  };
  const values = [...new Set(cases.flatMap(({ labels }) => Object.keys(labels)))].sort((a, b) => Number(a) - Number(b));
  const names = values.map((value) => (report.labelNames[value] === undefined ? value : `${value} ${report.labelNames[value]}`));
  const numbers = cases.flatMap(({ min, max }) => (min === null || max === null ? [] : [min, max]));
  return [
    report.found,
    ...(sizes.length > 0
      ? [
          `Sizes ${range(0)} x ${range(1)} x ${range(2)} voxels, intensities ${Math.min(...numbers).toPrecision(4)} to ${Math.max(...numbers).toPrecision(4)}.`,
        ]
      : []),
    `Label values: ${names.join(', ') || 'none'}.`,
    ...(report.proposedSplits === null
      ? []
      : [
          `Proposed split: ${report.proposedSplits.train.length} for training, ${report.proposedSplits.test.length} for the test (--write-splits writes it).`,
        ]),
  ];
}

/** Problems of one kind that are shown; a data set that is odd in one way is so in all its cases. */
const SHOWN = 4;

function byCode(problems: readonly Problem[]): Problem[][] {
  const codes = [...new Set(problems.map(({ code }) => code))];
  return codes.map((code) => problems.filter((one) => one.code === code));
}

function print(report: DoctorReport): void {
  for (const line of summary(report)) console.log(printable(line));
  const all = problemsOf(report);
  for (const severity of ['error', 'warning', 'note'] as const) {
    const some = all.filter((one) => one.severity === severity);
    if (some.length > 0) console.log(`\n${some.length} ${severity}${some.length > 1 ? 's' : ''}`);
    for (const alike of byCode(some)) {
      for (const { file, problem, fix } of alike.slice(0, SHOWN))
        console.log(`  ${printable(file)}: ${printable(problem)} ${fix}`);
      if (alike.length > SHOWN) console.log(`  and ${alike.length - SHOWN} more like these (--json lists all)`);
    }
  }
  if (all.length === 0) console.log('No problem found.');
}

/** A folder by itself: what is not said by flags is recognised. */
function folderTarget(folder: string): DoctorTarget {
  return { folder, dataset: {}, options: {}, problemsOf: () => [] };
}

async function run(path: string, flags: DoctorFlags): Promise<void> {
  const target = isExperimentFile(path) ? await experimentTarget(path, process.env) : folderTarget(path);
  const contents = await inspectDataset(target.folder, {
    ...target.dataset,
    ...(flags.axes === undefined ? {} : { axes: flags.axes }),
  });
  const terminal = process.stderr.isTTY;
  const examined = await doctor(contents, {
    ...target.options,
    ...(flags.patch === undefined ? {} : { patch: flags.patch }),
    onProgress: (done, total) => {
      if (terminal) process.stderr.write(`\r${done} of ${total} cases${done === total ? '\n' : ''}`);
    },
  });
  const report = { ...examined, problems: [...examined.problems, ...target.problemsOf(examined)] };
  if (flags.json) console.log(JSON.stringify(report));
  else print(report);
  if (flags.writeSplits && report.proposedSplits !== null) {
    await writeSplits(contents.folder, report.proposedSplits);
    console.error('Written: splits/train.txt and splits/test.txt.');
  }
  if (problemsOf(report).some(({ severity }) => severity === 'error')) process.exitCode = EXIT.input;
}

/** `llm-segnet doctor FOLDER` */
export function registerDoctor(program: Command): void {
  program
    .command('doctor <folder>')
    .description('Examine a folder of volumes: sizes, spacing, intensities, labels, duplicates, leaks between lists')
    .addHelpText(
      'after',
      '\nIn place of a folder it takes an experiment file (.llmsegnet.json), and looks at its data as training will:\nlayout, lists, labels, channels and patch are those of the experiment.',
    )
    .option('--json', 'print the whole report as JSON')
    .option('--patch <size>', "the experiment's patch, such as 112x112x80, to compare sizes with", patchSize)
    .addOption(
      new Option('--axes <order>', 'axes of HDF5 arrays, slowest first (default: xyz)').choices([
        'xyz',
        'xzy',
        'yxz',
        'yzx',
        'zxy',
        'zyx',
      ]),
    )
    .option('--write-splits', 'write the proposed split where there are no lists')
    .action(async (folder: string, flags: DoctorFlags) => {
      await run(folder, flags);
    });
}
