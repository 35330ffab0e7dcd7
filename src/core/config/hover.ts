import type { Setting } from './catalogue';
import { catalogue, settingsAt } from './catalogue';
import { withDefaultKinds } from './defaultKinds';
import type { JsonObject } from './merge';
import { valueAt } from './merge';
import type { PresetName } from './presets/registry';
import { presetNames, presets } from './presets/registry';

export interface PresetValue {
  readonly preset: PresetName;
  readonly value: unknown;
}

export interface SettingInfo {
  readonly path: string;
  readonly description: string;
  readonly values: string;
  readonly default: unknown;
  readonly provenance: Setting['provenance'];
  /** Equations of the paper that the description names: 'Eq. 7'. */
  readonly equations: readonly string[];
  readonly presets: readonly PresetValue[];
  /** Names right under a section. */
  readonly children: readonly string[];
}

/** What presets write at a path; those that leave it alone are not listed. */
export function presetValuesAt(path: string): PresetValue[] {
  return presetNames.flatMap((preset) => {
    const value = valueAt(withDefaultKinds(presets[preset] as JsonObject), path.split('.'));
    return value === undefined || valueAt(presets[preset], path.split('.')) === undefined ? [] : [{ preset, value }];
  });
}

/** Everything there is to say about a setting, or null when there is none of this path. */
export function settingInfo(path: string): SettingInfo | null {
  const [setting] = settingsAt(path);
  if (setting === undefined) return null;
  const { description, values, provenance } = setting;
  return {
    path,
    description,
    values,
    default: setting.default,
    provenance,
    equations: description.match(/Eq\. \d+/g) ?? [],
    presets: setting.section ? [] : presetValuesAt(path),
    children: setting.section
      ? catalogue.filter((one) => one.path.startsWith(`${path}.`)).map((one) => one.path.slice(path.length + 1))
      : [],
  };
}

/**
 * What the JSON schema does not say of the setting at a JSON path in an experiment file, list indices included, as Markdown: its path, its
 * values, and what presets make of it. Editors show it beside the schema's description and default. null where there is nothing to add.
 */
export function hoverText(path: readonly (string | number)[]): string | null {
  const info = settingInfo(path.filter((key) => typeof key === 'string').join('.'));
  if (info === null) return null;
  const lines = [`**${info.path}**`];
  lines.push(info.children.length > 0 ? `Settings: ${info.children.join(', ')}` : `Values: ${info.values}`);
  if (info.presets.length > 0) {
    lines.push(info.presets.map(({ preset, value }) => `\`${JSON.stringify(value)}\` (${preset})`).join(', '));
  }
  return lines.join('\n\n');
}
