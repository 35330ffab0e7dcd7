import type { ConfigurationScope } from 'vscode';
import { workspace } from 'vscode';
import type { HostLossPolicy } from '../../protocol/trainer';

/** Settings as package.json describes them; a default here never applies but where VS Code does not know the setting. */
function get<T>(name: string, fallback: T, scope?: ConfigurationScope): T {
  return workspace.getConfiguration('llmSegNet', scope).get<T>(name, fallback);
}

export type BackendSetting = 'auto' | 'native' | 'js' | 'tensorflow';
export type ProviderSetting = 'vscode' | 'openai';

export const settings = {
  runsFolder: (scope?: ConfigurationScope): string => get('runsFolder', 'runs', scope) || 'runs',
  onHostLoss: (): HostLossPolicy => get<HostLossPolicy>('onHostLoss', 'checkpoint-and-exit'),
  backend: (): BackendSetting => get<BackendSetting>('backend', 'auto'),
  nodePath: (): string => get('nodePath', ''),
  provider: (): ProviderSetting => get<ProviderSetting>('text.provider', 'vscode'),
  baseUrl: (): string => get('text.baseUrl', 'https://api.openai.com/v1'),
  model: (): string => get('text.model', ''),
  encoder: (): string => get('text.encoder', 'minilm').trim() || 'minilm',
  offline: (): boolean => get('offline', false),
} as const;

/** What a job is computed with; 'auto' leaves the choice to the experiment. */
export function chosenBackend(): { backend?: Exclude<BackendSetting, 'auto'> } {
  const backend = settings.backend();
  return backend === 'auto' ? {} : { backend };
}
