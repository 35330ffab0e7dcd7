import { join } from 'node:path';
import { writeFileAtomic } from '../../io/atomic';
import { writeJobs } from '../jobs';
import { quote } from '../quote';
import { programWords } from './commands';
import type { Runner, Work, Written } from './types';

/** A string of TOML: JSON's form is one. */
const text = (value: string): string => JSON.stringify(value);

/** HyperQueue's job file (hq job submit-file): one task a run, with its processors, memory and priority. */
function jobFile({ loaded, jobs, peakBytes }: Work, folder: string, file: string): string {
  const { name, slurm } = loaded.study;
  const head = [
    `name = ${text(name)}`,
    `stdout = ${text(join(folder, 'log', '%{TASK_ID}.out'))}`,
    `stderr = ${text(join(folder, 'log', '%{TASK_ID}.err'))}`,
  ];
  const memory =
    peakBytes === null
      ? []
      : [`[[task.request]]`, `resources = { "cpus" = "${slurm.cpus}", "mem" = ${Math.ceil((1.5 * peakBytes) / 2 ** 20)} }`];
  const tasks = jobs.flatMap(({ id }, index) => [
    '',
    '[[task]]',
    `id = ${index}`,
    `# ${id}`,
    `command = [${[...programWords(), 'study', 'job', file, String(index), '--threads', String(slurm.cpus)].map(text).join(', ')}]`,
    `priority = ${jobs.length - index}`,
    'crash_limit = 5',
    ...(memory.length > 0 ? memory : ['[[task.request]]', `resources = { "cpus" = "${slurm.cpus}" }`]),
  ]);
  return `${[...head, ...tasks].join('\n')}\n`;
}

export const hq: Runner = {
  id: 'hq',
  description: 'a job file for HyperQueue',
  async write(work: Work): Promise<Written> {
    const folder = join(work.loaded.runs, 'hq');
    const file = join(folder, 'jobs.jsonl');
    await writeJobs(file, work.jobs);
    const job = join(folder, 'job.toml');
    await writeFileAtomic(job, jobFile(work, folder, file));
    const submit = ['hq', 'job', 'submit-file', job];
    return { folder, lines: [`Wrote ${work.jobs.length} jobs. Submit them with: ${submit.map(quote).join(' ')}`], submit };
  },
};
