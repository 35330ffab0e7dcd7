import { access } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { Option } from 'commander';
import { valueAt } from '../../core/config/merge';
import type { PresetName } from '../../core/config/presets/registry';
import { presetNames, presets } from '../../core/config/presets/registry';
import { experimentTemplate } from '../../core/config/template';
import { writeFileAtomic } from '../../io/atomic';
import { FileError } from '../../io/fileError';
import { UsageError } from '../exitCodes';

interface InitFlags {
  readonly preset?: PresetName;
  readonly data?: string;
  readonly out?: string;
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

async function init({ preset: asked, data, out }: InitFlags): Promise<void> {
  const preset = asked ?? (data === undefined ? 'phantom' : 'hippocampus');
  const needsNone = valueAt(presets[preset], ['data', 'source', 'kind']) === 'phantom';
  if (needsNone && data !== undefined) throw new UsageError(`The preset ${preset} makes its own volumes: leave out --data.`);
  const path = out ?? `${preset}.llmsegnet.json`;
  if (await exists(path)) {
    throw new FileError(path, 'file', 'it is there already and stays as it is.', 'Choose another name with --out.');
  }
  // A folder beside or below the file is named from there, so that both can move together.
  const below = data === undefined ? null : relative(dirname(resolve(path)), resolve(data)).replaceAll('\\', '/');
  const folder =
    below === null || data === undefined
      ? null
      : isAbsolute(below) || below.startsWith('../../..')
        ? resolve(data)
        : below || '.';
  await writeFileAtomic(path, experimentTemplate({ preset, folder }));
  console.log(`Wrote ${path}. Look it over, then: llm-segnet train ${path}`);
}

/** `llm-segnet init` */
export function registerInit(program: Command): void {
  program
    .command('init')
    .description('Write an experiment file to start from, with comments; nothing is overwritten')
    .addOption(
      new Option('--preset <name>', 'settings to start from (default: hippocampus with --data, else phantom)').choices(
        presetNames,
      ),
    )
    .option('--data <folder>', 'folder of the volumes')
    .option('--out <file>', 'file to write (default: PRESET.llmsegnet.json)')
    .action(init);
}
