import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SlurmSettings } from '../../core/study/schema';
import { writeFileAtomic } from '../../io/atomic';
import { writeJobs } from '../jobs';
import { quote } from '../quote';
import { programWords } from './commands';
import type { Runner, Work, Written } from './types';

/** Seconds before the time limit at which Slurm warns: enough for a step and a checkpoint. */
const WARNING_SECONDS = 120;
/** More memory than was measured: volumes and steps differ. */
const MARGIN = 1.5;

const memoryOf = ({ memory }: SlurmSettings, peakBytes: number | null): string | null =>
  memory ?? (peakBytes === null ? null : `${Math.ceil((MARGIN * peakBytes) / 2 ** 20)}M`);

/** Options of sbatch as lines of the script. Values are checked by the schema, and hold no line ends. */
function directives(slurm: SlurmSettings, name: string, count: number, memory: string | null, folder: string): string[] {
  const options: [string, string | number | null][] = [
    ['job-name', name.replace(/[^\w.-]/g, '-')],
    ['array', `0-${count - 1}%${slurm.atOnce}`],
    ['output', join(folder, 'log', '%A_%a.log')],
    ['open-mode', 'append'],
    ['partition', slurm.partition],
    ['account', slurm.account],
    ['time', slurm.time],
    ['cpus-per-task', slurm.cpus],
    ['mem', memory],
    ['gres', slurm.gres],
    ['signal', `B:USR1@${WARNING_SECONDS}`],
  ];
  const lines = options.flatMap(([option, value]) =>
    value === null ? [] : [`#SBATCH --${option}=${String(value).replaceAll(' ', '\\ ')}`],
  );
  return ['#SBATCH --requeue', ...lines, ...slurm.options.map((option) => `#SBATCH ${option.replace(/[\r\n]/g, ' ')}`)];
}

/**
 * The script of the array. On the warning before the time limit the run saves a checkpoint, and the task is put back into the queue; so is
 * one whose node is drained or dies (--requeue). A task that finds its run done, or held by another process, ends at once.
 */
function script({ loaded, jobs, peakBytes }: Work, folder: string, file: string): string {
  const { slurm, name } = loaded.study;
  const program = programWords().map(quote).join(' ');
  const run = slurm.container === null ? program : `apptainer exec ${quote(slurm.container)} ${program}`;
  return `${[
    '#!/bin/bash',
    ...directives(slurm, name, jobs.length, memoryOf(slurm, peakBytes), folder),
    '',
    `# Study ${name.replace(/[\r\n]/g, ' ')}: one task a line of jobs.jsonl.`,
    ...slurm.modules.map((one) => `module load ${quote(one)}`),
    `${run} study job ${quote(file)} "$SLURM_ARRAY_TASK_ID" --threads ${slurm.cpus} &`,
    'child=$!',
    '# The time limit is near: save, and go back into the queue. TERM is what scancel and a drain send.',
    'requeue=0',
    "trap 'requeue=1; kill -TERM $child 2>/dev/null' USR1",
    'cancelled=0',
    "trap 'cancelled=1; kill -TERM $child 2>/dev/null' TERM",
    '# A trap ends the wait, not the run: wait until the run is over, for its own exit code.',
    'while true; do',
    '  wait $child; code=$?',
    '  kill -0 $child 2>/dev/null && continue',
    '  [ "$code" -gt 128 ] && { wait $child 2>/dev/null; again=$?; [ "$again" != 127 ] && code=$again; }',
    '  break',
    'done',
    '# A run that was killed (out of memory, kill -9) goes on from its checkpoint, too, up to five times.',
    'if [ "$code" -gt 128 ] && [ "$cancelled" = 0 ] && [ "$SLURM_RESTART_COUNT" -lt 5 ] 2>/dev/null; then requeue=1; fi',
    'if [ "$code" -gt 128 ] && [ "$cancelled" = 0 ] && [ -z "$SLURM_RESTART_COUNT" ]; then requeue=1; fi',
    'if [ "$requeue" = 1 ] && [ "$code" != 0 ]; then scontrol requeue "$SLURM_ARRAY_JOB_ID"_"$SLURM_ARRAY_TASK_ID"; exit 0; fi',
    '# 5: another process works on this run, and will end it.',
    '[ "$code" = 5 ] && exit 0',
    'exit $code',
  ].join('\n')}\n`;
}

/** Runs after the array, however its tasks ended, and writes the tables. */
function gatherScript({ loaded }: Work, folder: string): string {
  const { slurm } = loaded.study;
  return `${[
    '#!/bin/bash',
    `#SBATCH --output=${join(folder, 'log', 'gather.log')}`,
    ...(slurm.partition === null ? [] : [`#SBATCH --partition=${slurm.partition}`]),
    ...(slurm.account === null ? [] : [`#SBATCH --account=${slurm.account}`]),
    ...slurm.modules.map((one) => `module load ${quote(one)}`),
    `${programWords().map(quote).join(' ')} study table ${quote(loaded.path)} --format markdown > ${quote(join(folder, 'table.md'))}`,
  ].join('\n')}\n`;
}

/** Submits the array, then what gathers; prints the array's number. */
const SUBMIT = `#!/bin/bash
set -e
cd "$(dirname "$0")"
job=$(sbatch --parsable array.sbatch)
sbatch --parsable --dependency=afterany:\${job%%;*} gather.sbatch >/dev/null
echo "\${job%%;*}" | tee array.id
`;

export const slurm: Runner = {
  id: 'slurm',
  description: 'a job array for Slurm',
  async write(work: Work): Promise<Written> {
    const folder = join(work.loaded.runs, 'slurm');
    const file = join(folder, 'jobs.jsonl');
    await mkdir(join(folder, 'log'), { recursive: true });
    await writeJobs(file, work.jobs);
    await writeFileAtomic(join(folder, 'array.sbatch'), script(work, folder, file));
    await writeFileAtomic(join(folder, 'gather.sbatch'), gatherScript(work, folder));
    await writeFileAtomic(join(folder, 'submit.sh'), SUBMIT);
    const submit = ['bash', join(folder, 'submit.sh')];
    return { folder, lines: [`Wrote ${work.jobs.length} jobs. Submit them with: ${submit.map(quote).join(' ')}`], submit };
  },
};
