import { presets } from '../../core/config/presets/registry';

type Json = Readonly<Record<string, unknown>>;

const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};

/** Whether the text joins the network in an experiment file's content: by its own word, else by its preset's. */
export function usesText({ text, preset }: Json): boolean {
  const own = object(text)['injection'];
  const named = Object.entries(presets).find(([name]) => name === preset)?.[1];
  return (own ?? object(named && 'text' in named ? named.text : {})['injection'] ?? 'off') !== 'off';
}
