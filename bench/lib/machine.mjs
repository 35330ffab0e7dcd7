/** What this machine is and what it can do at most. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const outputFolder = join(root, 'build', 'bench');
const instructionSets = ['avx2', 'avx512f', 'avx512_bf16', 'amx_bf16'];

/** One line from lscpu: model, cores, the instruction sets that matter here, caches, memory. */
export function describeMachine() {
  const rows = execFileSync('lscpu', { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } }).split('\n');
  const value = (name) =>
    rows
      .find((row) => row.trim().startsWith(`${name}:`))
      ?.split(':')
      .slice(1)
      .join(':')
      .trim() ?? '?';
  const flags = new Set(value('Flags').split(' '));
  const family = `family ${value('CPU family')} model ${value('Model')}`;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB`;
  return [
    `${value('Model name')} (${family})`,
    `${availableParallelism()} of ${value('CPU(s)')} cores`,
    instructionSets.filter((name) => flags.has(name)).join(' '),
    `L2 ${value('L2 cache')}, L3 ${value('L3 cache')}`,
    memory,
  ].join('; ');
}

/** {threads, fp32, bf16 (GFLOPS; 0 where there is none), read, copy, stream (GB/s)} from peaks.cpp, compiled when it changed. */
export function measurePeaks(threads) {
  const source = join(root, 'bench', 'peaks.cpp');
  const program = join(outputFolder, 'peaks');
  mkdirSync(outputFolder, { recursive: true });
  const built = statSync(program, { throwIfNoEntry: false });
  if (built === undefined || built.mtimeMs < statSync(source).mtimeMs) {
    execFileSync(process.env.CXX || 'g++', ['-O3', '-std=c++17', '-pthread', source, '-o', program], { stdio: 'inherit' });
  }
  return JSON.parse(execFileSync(program, [String(threads)], { encoding: 'utf8' }));
}

/** One-minute load average: a machine that is busy with something else measures nothing. */
export function loadAverage() {
  return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
}
