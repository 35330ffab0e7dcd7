import type { Command } from 'commander';
import { Option } from 'commander';
import type { AxisOrder } from '../../core/volume/axisOrders';
import { AXIS_ORDERS } from '../../core/volume/axisOrders';
import { inspectDataset } from '../../io/dataset';
import { doctor } from '../../io/doctor/doctor';
import type { DoctorReport } from '../../io/doctor/types';
import { printable } from '../../io/fileError';
import { writeSplits } from '../../io/writeSplits';
import { EXIT, UsageError } from '../exitCodes';
import { printDoctorReport, problemsOf } from '../report/doctorReport';
import { untilStopped } from '../untilStopped';
import type { DoctorTarget } from './doctorTarget';
import { experimentTarget, isExperimentFile } from './doctorTarget';

interface DoctorFlags {
  readonly json?: boolean;
  readonly writeSplits?: boolean;
  readonly patch?: [number, number, number];
  readonly axes?: AxisOrder;
  readonly links?: 'inside' | 'anywhere';
}

function patchSize(text: string): [number, number, number] {
  const parts = text.split(/[x,]/).map(Number);
  if (parts.length !== 3 || parts.some((part) => !Number.isInteger(part) || part < 1))
    throw new UsageError('--patch takes three sizes, such as 112x112x80.');
  return parts as [number, number, number];
}

/** A folder by itself: what is not said by flags is recognised. */
function folderTarget(folder: string): DoctorTarget {
  return { folder, dataset: {}, options: {}, problemsOf: () => [] };
}

/** Says what was written, or why nothing was. */
async function writeProposal({ folder, splits, proposedSplits, patients, problems }: DoctorReport): Promise<void> {
  if (proposedSplits !== null) {
    const written = await writeSplits(folder, proposedSplits, patients);
    console.error(`Written: ${written.slice(0, -1).join(', ')} and ${written.at(-1)}.`);
  } else if (splits !== null) console.error('Nothing written: there are lists already.');
  else
    console.error(
      printable(
        `Nothing written: ${problems.find(({ code }) => code === 'no-split-possible')?.problem ?? 'no split can be made.'}`,
      ),
    );
}

async function run(path: string, flags: DoctorFlags): Promise<void> {
  const target = isExperimentFile(path) ? await experimentTarget(path, process.env) : folderTarget(path);
  const contents = await inspectDataset(target.folder, {
    ...target.dataset,
    ...(flags.axes === undefined ? {} : { axes: flags.axes }),
    ...(flags.links === undefined ? {} : { links: flags.links }),
  });
  const terminal = process.stderr.isTTY;
  const onProgress = (done: number, total: number): void => {
    if (terminal) process.stderr.write(`\r${done} of ${total} cases${done === total ? '\n' : ''}`);
  };
  const options = { ...target.options, ...(flags.patch === undefined ? {} : { patch: flags.patch }), onProgress };
  const examined = await untilStopped((signal) => doctor(contents, options, signal));
  if (examined === null) return;
  const report = { ...examined, problems: [...examined.problems, ...target.problemsOf(examined)] };
  if (flags.json) console.log(JSON.stringify(report));
  else printDoctorReport(report);
  if (flags.writeSplits) await writeProposal(report);
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
    .addOption(new Option('--axes <order>', 'axes of HDF5 arrays, slowest first (default: xyz)').choices(AXIS_ORDERS))
    .addOption(
      new Option('--links <where>', 'where links in the folder may lead (default: inside)').choices(['inside', 'anywhere']),
    )
    .option('--write-splits', 'write the proposed split where there are no lists, and who is who (splits/patients.csv)')
    .action(async (folder: string, flags: DoctorFlags) => {
      await run(folder, flags);
    });
}
