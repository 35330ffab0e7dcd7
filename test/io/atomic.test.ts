import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeFileAtomic } from '../../src/io/atomic';
import { FileError } from '../../src/io/fileError';
import { temporaryFolder } from '../support/temporary';

const folder = temporaryFolder();

function* failing(): Generator<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('the source failed');
}

describe('writeFileAtomic', () => {
  it('writes text, bytes and blocks', async () => {
    const path = join(folder, 'file');
    await writeFileAtomic(path, 'täxt');
    expect(readFileSync(path, 'utf8')).toBe('täxt');
    await writeFileAtomic(path, Uint8Array.of(1, 2, 3));
    expect([...readFileSync(path)]).toEqual([1, 2, 3]);
    await writeFileAtomic(path, [Uint8Array.of(4), Uint8Array.of(), Uint8Array.of(5, 6)]);
    expect([...readFileSync(path)]).toEqual([4, 5, 6]);
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('leaves the old content and no temporary file when it fails half way', async () => {
    const path = join(folder, 'kept');
    writeFileSync(path, 'old');
    await expect(writeFileAtomic(path, failing())).rejects.toThrow(/the source failed/);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it('lets a reader see whole contents only, whoever writes at the same time', async () => {
    const path = join(folder, 'contested');
    const contents = Array.from({ length: 20 }, (_, i) => String(i % 10).repeat(50_000));
    await Promise.all(contents.map((content) => writeFileAtomic(path, content)));
    expect(contents).toContain(readFileSync(path, 'utf8'));
  });

  it('says what is wrong with the place', async () => {
    await expect(writeFileAtomic(join(folder, 'none', 'file'), '')).rejects.toBeInstanceOf(FileError);
    mkdirSync(join(folder, 'taken'));
    await expect(writeFileAtomic(join(folder, 'taken'), '')).rejects.toMatchObject({ field: 'file' });
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.skipIf(process.getuid?.() === 0)('cannot write where it may not (skipped for root, who may)', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    await expect(writeFileAtomic(join(locked, 'file'), '')).rejects.toThrow(/permissions/);
  });
});
