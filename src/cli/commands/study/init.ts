import { access } from 'node:fs/promises';
import { basename, dirname, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { STUDY_SUFFIX } from '../../../core/study/schema';
import { studyTemplate } from '../../../core/study/template';
import { writeFileAtomic } from '../../../io/atomic';
import { FileError } from '../../../io/fileError';

async function init(base: string, { out }: { readonly out?: string }): Promise<void> {
  await access(base).catch(() => {
    throw new FileError(base, 'file', 'there is no such experiment.', 'Write one: llm-segnet init.');
  });
  const name = basename(base).replace(/\.llmsegnet\.json$/, '');
  const path = out ?? `${name}${STUDY_SUFFIX}`;
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  if (exists) throw new FileError(path, 'file', 'it is there already and stays as it is.', 'Choose another name with --out.');
  await writeFileAtomic(
    path,
    studyTemplate({ name, base: relative(dirname(resolve(path)), resolve(base)).replaceAll('\\', '/') }),
  );
  console.log(`Wrote ${path}. Look it over, then: llm-segnet study plan ${path}`);
}

/** `llm-segnet study init EXPERIMENT` */
export function registerStudyInit(study: Command): void {
  study
    .command('init')
    .description('Write a study file to start from, with comments; nothing is overwritten')
    .argument('<experiment>', 'experiment file (.llmsegnet.json) that everything is varied from')
    .option('--out <file>', `file to write (default: NAME${STUDY_SUFFIX})`)
    .action(init);
}
