import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { filesOnKernels } from '../../scripts/testFiles.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const chosen = filesOnKernels(root);

it('are the tests whose numbers come from native kernels, also where a helper loads the engine', () => {
  expect(chosen).toContain('test/native/convolution.test.ts');
  expect(chosen).toContain('test/tensor/native/vnet.test.ts');
  expect(chosen).toContain('test/core/ops/convNormRelu.test.ts');
});

it('are none that any processor answers alike', () => {
  expect(chosen).not.toContain('test/native/symbols.test.ts');
  expect(chosen.filter((file) => /core\/(text|config|view|report)\//.test(file))).toEqual([]);
});

it('are all that name the native backend', () => {
  const naming = readdirSync(join(root, 'test/core'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => `test/core/${file}`)
    .filter((file) => /src\/tensor\/native/.test(readFileSync(join(root, file), 'utf8')));
  expect(chosen).toEqual(expect.arrayContaining(naming));
});
