// Compiles the AMX kernels with emulated instructions and runs them: the test of a code path that this machine may not have. Needs g++
// and Debian's libsimde-dev. Not part of the test command, since machines with AMX run the real thing there.
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, '../../src');
const build = join(here, '../../../build/emulated');
const program = join(build, 'filter_gradient_amx_test');
const files = [
  'convolution/filter_gradient_amx_3x3x3.cpp',
  'convolution/filter_gradient_amx_2x2x2.cpp',
  'convolution/geometry.cpp',
  'cpu/threads.cpp',
  'memory/pool.cpp',
];

mkdirSync(build, { recursive: true });
execFileSync(
  'g++',
  [
    '-std=c++17',
    '-O2',
    '-fopenmp',
    '-Wall',
    '-DLLMSEGNET_EMULATE_AMX',
    `-I${here}`,
    `-I${source}`,
    join(here, 'filter_gradient_amx_test.cpp'),
    ...files.map((file) => join(source, file)),
    '-o',
    program,
  ],
  { stdio: 'inherit' },
);
execFileSync(program, { stdio: 'inherit' });
