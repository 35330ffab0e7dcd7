import type { PromptSettings } from './settings';
import { promptSettingNames } from './settings';
import type { PromptFile } from './types';

const VARIABLE = /\{\{\s*([\w-]+)\s*\}\}/g;

/** "a, b, and c", as a sentence has it. */
function listed(items: readonly string[]): string {
  if (items.length < 3) return items.join(' and ');
  return `${items.slice(0, -1).join(', ')}, and ${items.at(-1) ?? ''}`;
}

function settingText(settings: PromptSettings, name: string): string | null {
  const known = promptSettingNames.find((setting) => setting === name);
  if (known === undefined) return null;
  const value = settings[known];
  return Array.isArray(value) ? listed(value) : String(value ?? '');
}

/** Names in {{braces}} that are no setting, with where they stand in the template. */
export function unknownVariables(template: string): { name: string; offset: number; length: number }[] {
  return [...template.matchAll(VARIABLE)].flatMap((match) => {
    const [whole, name = ''] = match;
    return promptSettingNames.some((setting) => setting === name) ? [] : [{ name, offset: match.index, length: whole.length }];
  });
}

/** The prompt as it is sent: {{organ}}, {{count}} and such replaced by the front matter's values. `count` may differ from the file's. */
export function renderPrompt(file: Pick<PromptFile, 'prompt' | 'settings'>, count = file.settings.count): string {
  const settings = { ...file.settings, count };
  return (file.prompt?.template ?? '').replace(VARIABLE, (whole, name: string) => settingText(settings, name) ?? whole);
}
