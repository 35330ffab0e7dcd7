import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Command } from 'commander';
import { FileError, printable } from '../../../io/fileError';
import { jobOfRun } from '../../../study/jobs';
import { knownPeak } from '../../../study/measure';
import { commands } from '../../../study/runners/commands';
import { hq } from '../../../study/runners/hq';
import { slurm } from '../../../study/runners/slurm';
import type { Runner, Work } from '../../../study/runners/types';
import { statesOf } from '../../../study/states';
import type { DataFlag } from './open';
import { openStudy } from './open';

const run = promisify(execFile);

interface WriteFlags extends DataFlag {
  readonly submit?: boolean;
}

/** The runs that are not done. */
async function workOf(file: string, flags: DataFlag): Promise<Work> {
  const loaded = await openStudy(file, flags);
  const left = (await statesOf(loaded)).filter(({ state }) => state !== 'done');
  const peakBytes = await knownPeak(
    loaded,
    left.map(({ run: one }) => one),
  );
  return { loaded, jobs: left.map(({ run: one, path }) => jobOfRun(loaded.study.name, one, path)), peakBytes };
}

async function write(runner: Runner, file: string, flags: WriteFlags): Promise<void> {
  const work = await workOf(file, flags);
  if (work.jobs.length === 0) {
    console.log('Every run is done.');
    return;
  }
  const { folder, lines, submit } = await runner.write(work);
  if (runner !== commands && work.peakBytes === null && !(runner === slurm && work.loaded.study.slurm.memory !== null))
    console.error(
      "No memory is asked for: let 'llm-segnet study plan' measure these runs first, or name it (slurm.memory, for Slurm).",
    );
  if (flags.submit !== true || submit === null) {
    for (const line of lines) console.log(line);
    return;
  }
  const [program = '', ...args] = submit;
  const { stdout } = await run(program, args).catch((error: unknown) => {
    const { stderr = '', message = '' } = error as { stderr?: string; message?: string };
    const problem = `it was not submitted: ${stderr.trim() || message}`;
    throw new FileError(folder, runner.id, problem, 'Change the settings in the study, or submit the files by hand.');
  });
  console.log(printable(`Submitted: ${stdout.trim()}`));
}

/** `llm-segnet study commands`, `slurm`, `hq`: the same work for others' engines. */
export function registerStudyWriters(study: Command): void {
  for (const runner of [commands, slurm, hq]) {
    const command = study
      .command(runner.id)
      .description(`Write ${runner.description} that makes the runs of a study which are not done`)
      .argument('<file>', 'study file (.llmsegstudy.json)')
      .option('--data <folder>', 'volumes, where the experiment names none (or LLMSEGNET_DATA)');
    if (runner.id !== 'commands') command.option('--submit', 'submit it, too');
    command.action((file: string, flags: WriteFlags) => write(runner, file, flags));
  }
}
