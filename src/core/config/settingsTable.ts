/** Settings as a table, for the documentation and for a terminal. */
import type { Setting } from './catalogue';
import { catalogue } from './catalogue';
import { presetNames, presetTitles } from './presets/registry';

const conditionOf = ({ when }: Setting): string =>
  Object.entries(when)
    .map(([section, kind]) => `${section} = ${kind}`)
    .join(', ');

/** Settings of a path and all below it, in the schema's order. */
export function settingsUnder(path: string): Setting[] {
  return catalogue.filter((setting) => path === '' || setting.path === path || setting.path.startsWith(`${path}.`));
}

export const defaultText = (setting: Setting): string =>
  setting.default === undefined ? '' : JSON.stringify(setting.default).replaceAll(',', ', ');

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function sectionTable(section: Setting): string {
  const rows = settingsUnder(section.path)
    .filter((setting) => !setting.section)
    .map((setting) => {
      const condition = conditionOf(setting);
      const only = condition === '' ? '' : ` Only where ${condition}.`;
      const cells = [`\`${setting.path}\``, defaultText(setting), setting.values, setting.provenance, setting.description + only];
      return `| ${cells.map(cell).join(' | ')} |`;
    });
  return ['| setting | default | values | from | meaning |', '|---|---|---|---|---|', ...rows].join('\n');
}

/** docs/experiment.md without its introduction. */
export function settingsMarkdown(): string {
  const top = catalogue.filter((setting) => !setting.path.includes('.'));
  const plain = top
    .filter((setting) => !setting.section)
    .map(
      (setting) =>
        `| ${[`\`${setting.path}\``, defaultText(setting), setting.values, setting.provenance, setting.description].map(cell).join(' | ')} |`,
    );
  const presetRows = presetNames.map((name) => `| \`${name}\` | ${presetTitles[name]} |`);
  return [
    '## Presets',
    ['| preset | what it is |', '|---|---|', ...presetRows].join('\n'),
    '## The experiment itself',
    ['| setting | default | values | from | meaning |', '|---|---|---|---|---|', ...plain].join('\n'),
    ...top
      .filter((setting) => setting.section)
      .flatMap((section) => [`## ${section.path}`, section.description, sectionTable(section)]),
  ].join('\n\n');
}
