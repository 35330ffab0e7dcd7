import { join } from 'node:path';
import { expect, it } from 'vitest';
import { methods } from '../../../src/core/methods/registry';
import { readMethods } from '../../../src/host/newExperiment/methods';

it('the schema that ships has every method with its title and what it is', async () => {
  const schema = join(import.meta.dirname, '..', '..', '..', 'schemas', 'experiment.schema.json');
  expect(await readMethods(schema)).toEqual(methods.map(({ id, title, description }) => ({ id, title, description })));
});
