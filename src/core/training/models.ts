import type { Experiment } from '../config/experiment';
import { methodOf } from '../methods/registry';
import type { Models } from '../methods/types';
import { createNetwork } from '../networks/registry';
import type { TextInjection } from '../networks/text/inject';
import { textBottleneck } from '../networks/text/inject';
import { createSgd } from '../optimiser/sgd';

/**
 * The networks that the experiment's method trains, each with an optimiser of its own, at their first values. @param text how text joins
 * them (textInjectionOf); nothing without.
 */
export function createModels(
  { method, network: settings, data, seed, optimiser }: Experiment,
  text?: TextInjection | undefined,
): Models {
  const joined = text === undefined ? {} : { bottleneck: textBottleneck(text) };
  return Object.fromEntries(
    methodOf(method.kind).models.map((name) => {
      const network = createNetwork(settings, { channels: data.channels, classes: data.classes, seed, model: name, ...joined });
      return [name, { name, network, optimiser: createSgd(network.parameters, optimiser) }];
    }),
  );
}

export function disposeModels(models: Models): void {
  for (const { network, optimiser } of Object.values(models)) {
    network.dispose();
    optimiser.dispose();
  }
}
