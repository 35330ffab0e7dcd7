import { describe, expect, it } from 'vitest';
import type { System } from '../../src/tensor/threads';
import { availableThreads, chooseThreads, cpuQuota } from '../../src/tensor/threads';

const machine = (cpus: number, files: Record<string, string>): System => ({ cpus, read: (path) => files[path] });

describe('cpuQuota', () => {
  it('reads a version 2 group and every group above it', () => {
    const files = {
      '/proc/self/cgroup': '0::/user.slice/job.scope\n',
      '/sys/fs/cgroup/user.slice/job.scope/cpu.max': 'max 100000\n',
      '/sys/fs/cgroup/user.slice/cpu.max': '350000 100000\n',
    };
    expect(cpuQuota(machine(16, files))).toBe(3.5);
  });

  it('reads the root of a version 2 container', () => {
    const files = { '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '200000 100000\n' };
    expect(cpuQuota(machine(16, files))).toBe(2);
  });

  it('reads a version 1 group under the name of its controllers', () => {
    const group = '/sys/fs/cgroup/cpu,cpuacct/docker/abc/';
    const files = {
      '/proc/self/cgroup': '11:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n',
      [`${group}cpu.cfs_quota_us`]: '150000\n',
      [`${group}cpu.cfs_period_us`]: '50000\n',
    };
    expect(cpuQuota(machine(16, files))).toBe(3);
  });

  it('reads a version 1 container, whose path is the host’s and whose root is its own group', () => {
    const files = {
      '/proc/self/cgroup': '1:cpu:/docker/abc\n0::/\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '100000\n',
      '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    };
    expect(cpuQuota(machine(16, files))).toBe(1);
  });

  it('finds no limit where there is none', () => {
    const unlimited = { '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n', '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n' };
    expect(cpuQuota(machine(4, {}))).toBe(Infinity);
    expect(cpuQuota(machine(4, { '/proc/self/cgroup': '1:cpu:/\n', ...unlimited }))).toBe(Infinity);
    expect(cpuQuota(machine(4, { '/proc/self/cgroup': 'nonsense\n0::/x\n', '/sys/fs/cgroup/x/cpu.max': 'rubbish' }))).toBe(
      Infinity,
    );
  });
});

describe('availableThreads', () => {
  const limited = (quota: string): Record<string, string> => ({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': quota });

  it('is what affinity and quota both allow, a part of a CPU counted as one', () => {
    expect(availableThreads(machine(8, limited('250000 100000')))).toBe(3);
    expect(availableThreads(machine(2, limited('250000 100000')))).toBe(2);
    expect(availableThreads(machine(8, limited('20000 100000')))).toBe(1);
    expect(availableThreads(machine(8, {}))).toBe(8);
  });
});

describe('chooseThreads', () => {
  it('follows the machine, or the user with a warning when it is too many', () => {
    expect(chooseThreads('auto', machine(6, {}))).toEqual({ threads: 6, warnings: [] });
    expect(chooseThreads(undefined, machine(6, {}))).toEqual({ threads: 6, warnings: [] });
    expect(chooseThreads(2, machine(6, {}))).toEqual({ threads: 2, warnings: [] });
    const { threads, warnings } = chooseThreads(7, machine(6, {}));
    expect(threads).toBe(7);
    expect(warnings.join()).toMatch(/7 threads.*6 CPUs/);
  });

  it.each([0, -1, 1.5, NaN, 5000])('refuses %s threads', (wanted) => {
    expect(() => chooseThreads(wanted, machine(6, {}))).toThrow(/whole number/);
  });
});
