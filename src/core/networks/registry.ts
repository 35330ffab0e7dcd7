/** Every network an experiment can name; one line each. */
import type { z } from 'zod';
import { settingsUnion } from '../schema/union';
import type { Network, NetworkContext } from './types';
import { unet } from './unet';
import { vnet } from './vnet';

const networks = [vnet, unet] as const;

export const networkSettings = settingsUnion(networks);
export type NetworkSettings = z.infer<typeof networkSettings>;

/** @throws Error when no network is of this kind. */
export function createNetwork(settings: NetworkSettings, context: NetworkContext): Network {
  const definition = networks.find((network) => network.id === settings.kind);
  if (definition === undefined) {
    throw new Error(`unknown network '${settings.kind}'; known: ${networks.map((network) => network.id).join(', ')}`);
  }
  return definition.create(settings, context);
}
