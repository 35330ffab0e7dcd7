import { readdir } from 'node:fs/promises';
import type { Command } from 'commander';
import { DEFAULT_PHANTOM } from '../../core/phantom/phantom';
import { FileError } from '../../io/fileError';
import { writeCohort } from '../../io/writeCohort';
import { nonNegativeInteger, positiveInteger } from '../arguments';
import { UsageError } from '../exitCodes';

interface PhantomFlags {
  readonly out: string;
  readonly cases: number;
  readonly test: number;
  readonly seed: number;
}

async function run({ out, cases, test, seed }: PhantomFlags): Promise<void> {
  if (test >= cases) throw new UsageError(`${test} of ${cases} cases cannot be test cases: lower --test.`);
  const there = await readdir(out).catch(() => []);
  if (there.length > 0) throw new FileError(out, 'folder', 'it is not empty.', 'Name a new folder.');
  await writeCohort(out, { ...DEFAULT_PHANTOM, cases, seed }, test);
  console.log(
    `${cases} cases in ${out} (${test} for the test). Train on them: llm-segnet train --data ${out} --preset hippocampus`,
  );
}

/** `llm-segnet phantom --out FOLDER` */
export function registerPhantom(program: Command): void {
  program
    .command('phantom')
    .description('Write made-up volumes with labels, for a first try: NIfTI, dataset.json and split lists')
    .requiredOption('--out <folder>', 'a new folder')
    .option('--cases <count>', 'volumes', positiveInteger, DEFAULT_PHANTOM.cases)
    .option('--test <count>', 'how many of them, the last, are test cases', positiveInteger, 6)
    .option('--seed <number>', 'decides every voxel', nonNegativeInteger, DEFAULT_PHANTOM.seed)
    .action(async (flags: PhantomFlags) => {
      await run(flags);
    });
}
