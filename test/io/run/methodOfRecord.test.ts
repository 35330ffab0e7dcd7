import { expect, it } from 'vitest';
import { parseExperiment } from '../../../src/core/config/experiment';
import { declarationOf } from '../../../src/core/methods/registry';
import { methodOfRecord } from '../../../src/io/run/methodOfRecord';

it.each(['llm-segnet', 'supervised'] as const)('a run of %s that an older version made is read as one of today', (kind) => {
  const experiment = parseExperiment({ method: { kind } });
  const { phases: _, ...today } = declarationOf(experiment);
  const { phases: __, ...older } = methodOfRecord({ experiment });
  expect(older).toEqual(today);
  expect(methodOfRecord({ experiment, method: declarationOf(experiment) })).toEqual(declarationOf(experiment));
});

it('a run of a method that nobody knows, or of none, has one network', () => {
  for (const experiment of [{ method: { kind: 'magic' } }, {}, null])
    expect(methodOfRecord({ experiment })).toMatchObject({ headline: 'A', predictors: [{ name: 'A' }] });
});
