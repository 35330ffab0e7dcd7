import { describe, expect, it } from 'vitest';
import type { SelectedBackend } from '../../../src/tensor/select';
import { machineOf, requireSameMachine } from '../../../src/trainer/training/machine';
import { describeMachine } from '../../../src/trainer/training/runRecord';

const backend = (threads: number): SelectedBackend => ({
  name: 'native',
  precision: 'float32',
  threads,
  reason: 'for the test',
  warnings: [],
});
const before = describeMachine(backend(2));

describe('the machine a run goes on with', () => {
  it('is the same where nothing that decides numbers differs', () => {
    expect(requireSameMachine('run', before, backend(2), false)).toEqual([]);
    expect(requireSameMachine('run', { ...before, node: 'v1', memoryBytes: 1 }, backend(2), false)).toEqual([]);
  });

  it('is refused with other threads, though they were asked for by name, and says how to go on', () => {
    expect(() => requireSameMachine('run', before, backend(1), false)).toThrow(
      /^run: machine: the run has threads 2, now 1, so .*without --backend, --precision, --convolution and --threads.*--allow-different-machine/,
    );
  });

  it('is taken as it is when that is allowed, and all that differs is told', () => {
    const other = { ...before, isa: 'avx512', precision: 'bfloat16' };
    expect(requireSameMachine('run', other, backend(1), true)).toEqual([
      'precision bfloat16, now float32',
      'threads 2, now 1',
      'instruction set avx512, now none',
    ]);
  });

  it('is compared with the one the run was on last', () => {
    const leg = { iteration: 3, time: '', machine: describeMachine(backend(1)), differs: ['threads 2, now 1'] };
    expect(machineOf({ machine: before, resumed: [leg] })).toMatchObject({ threads: 1 });
    expect(machineOf({ machine: before })).toBe(before);
  });
});
