import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadAddon } from '../../../../src/tensor/native/load';
import { cacheFile, engineHash, readMeasured } from '../../../../src/tensor/native/measured/cache';
import { chooseComputation, chosenConvolutions } from '../../../../src/tensor/native/measured/choices';
import { fasterPrecision } from '../../../../src/tensor/native/measured/precision';
import { NOT_BUILT, withoutAddon } from '../../../core/ops/support';

const loaded = loadAddon();
const cache = mkdtempSync(join(tmpdir(), 'llmsegnet-choices-'));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

it('bfloat16 must take 15 % less time to be taken', () => {
  expect(fasterPrecision({ float32: 10, bfloat16: 8.4 })).toBe('bfloat16');
  expect(fasterPrecision({ float32: 10, bfloat16: 8.6 })).toBe('float32');
});

describe.skipIf(withoutAddon)(`choosing how to compute${NOT_BUILT}`, () => {
  if ('failure' in loaded) return;
  const { addon, file } = loaded;
  const before = addon.convolutionPreference();
  const choose = (options = {}) => chooseComputation(addon, file, options);
  const measuredFile = (): string =>
    cacheFile({ ...addon.machine(), engine: engineHash(file), preference: addon.convolutionPreference() });
  beforeAll(() => vi.stubEnv('LLMSEGNET_CACHE', cache));
  afterEach(() => {
    addon.forgetConvolutionChoices();
    addon.setConvolutionPreference(before);
  });
  afterAll(() => vi.unstubAllEnvs());

  it('measures where nothing is fixed, keeps that for the next process, and takes it from there', () => {
    vi.stubEnv('LLMSEGNET_PRECISION', '');
    addon.setConvolutionPreference('measured');
    const first = choose();
    expect(first.convolution).toBe('measured');
    expect(first.times?.float32).toBeGreaterThan(0);
    expect(Object.keys(chosenConvolutions()).length).toBeGreaterThanOrEqual(6);
    expect(readMeasured(measuredFile())).toEqual({ precision: first.times, convolutions: chosenConvolutions() });
    const ways = chosenConvolutions();
    addon.forgetConvolutionChoices();
    const second = choose({ precision: 'auto' });
    expect(second).toEqual(first);
    expect(chosenConvolutions()).toEqual(ways);
    vi.stubEnv('LLMSEGNET_PRECISION', 'float32');
  });

  it('measures nothing and writes nothing where everything is fixed', () => {
    expect(choose({ convolution: 'direct' })).toEqual({ precision: 'float32', convolution: 'direct' });
    expect(existsSync(measuredFile())).toBe(false);
    expect(choose({ convolution: 'winograd', precision: 'bfloat16' })).toEqual({
      precision: 'bfloat16',
      convolution: 'winograd',
    });
  });

  it('goes on with the ways of a run that is resumed, whatever this machine found', () => {
    const name = 'forward 1x4x8x8 16>16 3x3x3/1 float32';
    addon.rememberConvolutionChoice(name, 'winograd');
    choose({ convolution: 'measured', convolutions: { [name]: 'direct' } });
    expect(chosenConvolutions()).toMatchObject({ [name]: 'direct' });
  });

  it('refuses an unknown precision in the environment', () => {
    vi.stubEnv('LLMSEGNET_PRECISION', 'float16');
    expect(() => choose()).toThrow(/LLMSEGNET_PRECISION=float16.*float32 or bfloat16/);
    vi.stubEnv('LLMSEGNET_PRECISION', 'float32');
  });
});
