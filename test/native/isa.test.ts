import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addonFile, loadAddon, worstError } from './load';

const SETS = ['portable', 'avx2', 'avx512', 'avx512_bf16', 'amx_bf16'];
const { supportedIsa } = loadAddon().machine();
const available = SETS.slice(0, SETS.indexOf(supportedIsa) + 1);
const beyond = SETS.slice(available.length);

interface Battery {
  isa: string;
  results: [name: string, values: number[]][];
}

function run(isa: string, ...args: string[]) {
  return spawnSync(process.execPath, args, {
    encoding: 'utf8',
    env: { ...process.env, LLMSEGNET_ISA: isa },
    maxBuffer: 2 ** 28,
  });
}

function battery(isa: string): Battery {
  const { stdout, stderr } = run(isa, join(import.meta.dirname, 'battery.mjs'), addonFile);
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Battery;
}

test(`every instruction set of this machine (${available.join(', ')}) gives the same results`, () => {
  const [reference, ...others] = available.map(battery);
  expect(reference?.isa).toBe('portable');
  expect(reference?.results.length).toBeGreaterThan(200);
  others.forEach((other, i) => {
    expect(other.isa).toBe(available[i + 1]);
    other.results.forEach(([name, values], k) => {
      const [sameName, expected] = reference?.results[k] ?? ['', []];
      expect(name).toBe(sameName);
      // A sum that falls just on either side of a bfloat16 step rounds to a neighbour: one part in 128 of its own size.
      const tolerance = name.endsWith('bfloat16') ? 8e-3 : 1e-6;
      expect([name, worstError(values, expected) < tolerance]).toEqual([name, true]);
    });
  });
});

const loading = ['-e', `require(${JSON.stringify(addonFile)})`];

test('an unknown name in LLMSEGNET_ISA is an error at load that says what is known', () => {
  const { status, stderr } = run('sse9', ...loading);
  expect(status).not.toBe(0);
  expect(stderr).toContain(
    'LLMSEGNET_ISA=sse9: unknown instruction set, expected avx2, avx512, avx512_bf16, amx_bf16 or portable',
  );
});

test.skipIf(beyond.length === 0)(`a set the processor lacks (${beyond.join(', ')}) is an error at load`, () => {
  for (const isa of beyond) {
    const { status, stderr } = run(isa, ...loading);
    expect(status).not.toBe(0);
    expect(stderr).toContain(`LLMSEGNET_ISA=${isa}: this processor`);
    expect(stderr).toContain(`offers no more than ${supportedIsa}`);
  }
});

test('an empty LLMSEGNET_ISA is as good as none', () => {
  expect(run('', ...loading).status).toBe(0);
});

test('machine() describes the processor', () => {
  const machine = loadAddon().machine();
  expect(machine.cpu.length).toBeGreaterThan(3);
  expect(SETS).toContain(machine.isa);
  expect(machine.onednn).toMatch(/^\d+\.\d+\.\d+$/);
  expect(machine.threads).toBeGreaterThanOrEqual(1);
});
