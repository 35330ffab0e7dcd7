import { join } from 'node:path';
import { writeFileAtomic } from '../../io/atomic';
import { writeJobs } from '../jobs';
import { quote } from '../quote';
import type { Runner, Work, Written } from './types';

/** Node and the program, as they were started here. */
export const programWords = (): string[] => [process.execPath, process.argv[1] ?? 'llm-segnet'];

/** One command a line, for GNU parallel, Snakemake or a person. Each can be repeated: what is done is not done again. */
export const commands: Runner = {
  id: 'commands',
  description: 'a plain list of commands',
  async write({ loaded, jobs }: Work): Promise<Written> {
    const folder = join(loaded.runs, 'commands');
    const file = join(folder, 'jobs.jsonl');
    await writeJobs(file, jobs);
    const lines = jobs.map((_, index) => [...programWords(), 'study', 'job', file, String(index)].map(quote).join(' '));
    await writeFileAtomic(join(folder, 'commands.txt'), `${lines.join('\n')}\n`);
    return { folder, lines, submit: null };
  },
};
