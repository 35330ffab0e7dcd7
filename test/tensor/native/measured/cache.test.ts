import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Identity } from '../../../../src/tensor/native/measured/cache';
import { addMeasured, cacheFile, readMeasured } from '../../../../src/tensor/native/measured/cache';

const root = mkdtempSync(join(tmpdir(), 'llmsegnet-measured-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const identity: Identity = { cpu: 'A', isa: 'avx2', onednn: '2.6.3', threads: 2, engine: 'abc', preference: 'measured' };
const way = 'forward 1x4x8x8 16>16 3x3x3/1 float32';
let environment: NodeJS.ProcessEnv;
let file: string;
beforeEach(() => {
  environment = { LLMSEGNET_CACHE: mkdtempSync(join(root, 'case-')) };
  file = cacheFile(identity, environment);
});

describe('the cache of what was measured', () => {
  it('has a file for everything that decides: another engine, thread or instruction set does not share it', () => {
    const others = [
      { engine: 'abd' },
      { threads: 1 },
      { isa: 'avx512' as const },
      { cpu: 'B' },
      { preference: 'direct' as const },
    ];
    const files = [identity, ...others.map((other) => ({ ...identity, ...other }))].map((each) => cacheFile(each, environment));
    expect(new Set(files).size).toBe(6);
    expect(cacheFile(identity, { XDG_CACHE_HOME: '/x' })).toMatch(/^\/x\/llm-segnet\/measured\/[0-9a-f]{24}\.json$/);
  });

  it('gives back what was added, and what is there already wins', () => {
    expect(readMeasured(file)).toEqual({ convolutions: {} });
    addMeasured(file, identity, { convolutions: { [way]: 'winograd' } });
    addMeasured(file, identity, {
      precision: { float32: 5, bfloat16: 7 },
      convolutions: { [way]: 'direct', other: 'direct' },
    });
    expect(readMeasured(file)).toEqual({
      precision: { float32: 5, bfloat16: 7 },
      convolutions: { [way]: 'winograd', other: 'direct' },
    });
    expect(readdirSync(dirname(file))).toHaveLength(1);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ cpu: 'A', engine: 'abc', threads: 2 });
  });

  it.each([
    ['torn', '{"convolutions": {"a"'],
    ['of another form', '[]'],
    ['with an unknown way', JSON.stringify({ convolutions: { a: 'rm -rf' } })],
    ['with a time of zero', JSON.stringify({ convolutions: {}, precision: { float32: 0, bfloat16: 1 } })],
  ])('takes a file that is %s as empty, and writes over it', (_, text) => {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    expect(readMeasured(file)).toEqual({ convolutions: {} });
    addMeasured(file, identity, { convolutions: { [way]: 'direct' } });
    expect(readMeasured(file).convolutions).toEqual({ [way]: 'direct' });
  });

  it('takes a pipe, which would never end, and a file far too large as empty', () => {
    mkdirSync(dirname(file), { recursive: true });
    execFileSync('mkfifo', [file]);
    expect(readMeasured(file)).toEqual({ convolutions: {} });
    rmSync(file);
    writeFileSync(file, `${JSON.stringify({ convolutions: { [way]: 'direct' } })}${' '.repeat(2 ** 20)}`);
    expect(readMeasured(file)).toEqual({ convolutions: {} });
  });

  it('does without where it cannot write: a folder that is a file, and one that is read-only', () => {
    writeFileSync(join(environment['LLMSEGNET_CACHE'] ?? '', 'measured'), 'no folder');
    expect(() => addMeasured(file, identity, { convolutions: { [way]: 'direct' } })).not.toThrow();
    const closed = mkdtempSync(join(root, 'closed-'));
    chmodSync(closed, 0o500);
    const there = cacheFile(identity, { LLMSEGNET_CACHE: join(closed, 'cache') });
    expect(() => addMeasured(there, identity, { convolutions: { [way]: 'direct' } })).not.toThrow();
  });
});
