import { methodOf } from '../../methods/registry';
import type { OptimiserSettings } from '../../optimiser/registry';
import type { Experiment } from '../experiment';
import type { JsonObject } from '../merge';
import { valueAt } from '../merge';
import type { Finding } from '../warnings/finding';

/** Settings that mean something to one kind of optimiser or schedule alone, and to which. */
const OF_OPTIMISER: Readonly<Record<string, (settings: OptimiserSettings) => boolean>> = {
  momentum: ({ kind }) => kind === 'sgd',
  nesterov: ({ kind }) => kind === 'sgd',
  beta1: ({ kind }) => kind === 'adam',
  beta2: ({ kind }) => kind === 'adam',
  power: ({ schedule }) => schedule === 'polynomial',
  stepEvery: ({ schedule }) => schedule === 'step',
  stepFactor: ({ schedule }) => schedule === 'step',
};

/** What a file writes that its method, optimiser or schedule never looks at. */
export function ignoredSettings({ method, optimiser }: Experiment, input: JsonObject): Finding[] {
  const { title, ignores = [] } = methodOf(method.kind);
  const byMethod = ignores.map((path) => [path, `${title} does not look at this setting`] as const);
  const byOptimiser = Object.entries(OF_OPTIMISER).flatMap(([name, means]) =>
    means(optimiser)
      ? []
      : [
          [
            `optimiser.${name}`,
            `The optimiser '${optimiser.kind}' with the schedule '${optimiser.schedule}' does not look at this setting`,
          ] as const,
        ],
  );
  return [...byMethod, ...byOptimiser]
    .filter(([path]) => valueAt(input, path.split('.')) !== undefined)
    .map(([path, reason]): Finding => ({ severity: 'hint', path, message: `${reason}: it changes nothing.` }));
}
