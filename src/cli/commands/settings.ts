import type { Command } from 'commander';
import type { Setting } from '../../core/config/catalogue';
import { catalogue } from '../../core/config/catalogue';
import { presetValuesAt } from '../../core/config/hover';
import { defaultText, settingsUnder } from '../../core/config/settingsTable';
import { suggest } from '../../core/config/suggest';
import { UsageError } from '../exitCodes';

function paragraph(setting: Setting): string {
  const { path, values, provenance, description, when, section } = setting;
  const condition = Object.entries(when).map(([name, kind]) => `${name} = ${kind}`);
  const only = condition.length === 0 ? '' : ` (where ${condition.join(', ')})`;
  if (section) return `${path}${only}\n    ${description}`;
  const presets = presetValuesAt(path).map(({ preset, value }) => `${preset}: ${JSON.stringify(value)}`);
  const lines = [`${path} = ${defaultText(setting)}${only}`, `    ${description}`, `    ${values}; default from: ${provenance}`];
  return [...lines, ...(presets.length === 0 ? [] : [`    ${presets.join(', ')}`])].join('\n');
}

function show(path: string): void {
  const settings = settingsUnder(path);
  if (settings.length > 0) {
    console.log(settings.map(paragraph).join('\n'));
    return;
  }
  const meant = suggest(
    path,
    catalogue.map((setting) => setting.path),
  );
  throw new UsageError(
    `There is no setting '${path}'. ${meant === undefined ? 'llm-segnet settings lists them.' : `Did you mean '${meant}'?`}`,
  );
}

/** `llm-segnet settings` */
export function registerSettings(program: Command): void {
  program
    .command('settings')
    .description('Every setting of an experiment: meaning, values, default and where that comes from, values of presets')
    .argument('[path]', 'only this setting or section, such as method.unsupervised', '')
    .action(show);
}
