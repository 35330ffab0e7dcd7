import { describe, expect, it } from 'vitest';
import { explainExit } from '../../../src/host/training/exitCode';

describe('a trainer that ended without a word', () => {
  it.each([
    [137, 'SIGKILL', /memory was used up/],
    [139, 'SIGSEGV', /crashed inside native code/],
    [132, 'SIGILL', /instruction that this processor does not have/],
    [134, 'SIGABRT', /could not get memory/],
    [135, 'SIGBUS', /the disk is full/],
    [143, 'SIGTERM', /Another program ended/],
  ] as const)('by code %i or by %s is explained alike', (code, signal, cause) => {
    expect(explainExit(code, null)).toEqual(explainExit(null, signal));
    expect(explainExit(code, null).cause).toMatch(cause);
    expect(explainExit(code, null).fix).toMatch(/Resume continues/);
  });

  it('otherwise is told with its number or signal', () => {
    expect(explainExit(7, null).cause).toContain('exit code 7');
    expect(explainExit(null, 'SIGXCPU').cause).toContain('signal SIGXCPU');
  });
});
