import type { QuickPickItem } from 'vscode';
import { presetNames, presetTitles } from '../../core/config/presets/registry';

/** The presets with their titles; those that need no data come first. */
export function presetChoices(): QuickPickItem[] {
  const first = (name: string): number => (name === 'phantom' ? 0 : 1);
  return [...presetNames].sort((a, b) => first(a) - first(b)).map((name) => ({ label: name, detail: presetTitles[name] }));
}
