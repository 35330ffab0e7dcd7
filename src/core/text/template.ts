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

/** Characters that settings may put into a prompt: a short file could else become gigabytes. Names beyond that stay as they are written. */
const MOST_INSERTED = 100_000;

function render({ prompt, settings }: Pick<PromptFile, 'prompt' | 'settings'>): { text: string; whole: boolean } {
  const texts = new Map(promptSettingNames.map((name) => [name as string, settingText(settings, name)]));
  let room = MOST_INSERTED;
  const text = (prompt?.template ?? '').replace(VARIABLE, (written, name: string) => {
    const value = texts.get(name) ?? null;
    if (value === null) return written;
    room -= value.length;
    return room < 0 ? written : value;
  });
  return { text, whole: room >= 0 };
}

/** The prompt as it is sent: {{organ}}, {{count}} and such replaced by the front matter's values. `count` may differ from the file's. */
export function renderPrompt(file: Pick<PromptFile, 'prompt' | 'settings'>, count = file.settings.count): string {
  return render({ prompt: file.prompt, settings: { ...file.settings, count } }).text;
}

/** Whether the settings fit into the prompt at every place that names one. */
export function rendersWhole(file: Pick<PromptFile, 'prompt' | 'settings'>): boolean {
  return render(file).whole;
}
