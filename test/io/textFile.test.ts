import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readExperimentFile } from '../../src/io/experimentFile';
import { FileError } from '../../src/io/fileError';
import { recognise } from '../../src/io/layouts/registry';
import { readLossCase } from '../../src/io/lossCase';
import { listCheckpoints } from '../../src/io/run/checkpoints';
import { readRunRecord } from '../../src/io/run/runDirectory';
import { findSplits } from '../../src/io/splits';
import { hasByteOrderMark, readTextFile, readTextFileIfAny } from '../../src/io/textFile';
import { readFeature } from '../../src/text/features/store';
import { readPromptSource } from '../../src/text/promptSource';
import { promptFileTarget } from '../../src/text/promptTarget';
import { temporaryFolder } from '../support/temporary';

const root = temporaryFolder();
let made = 0;
const folder = (): string => {
  const path = join(root, `folder${made++}`);
  mkdirSync(path);
  return path;
};
function fileOf(content: string | Uint8Array): string {
  const path = join(folder(), 'file');
  writeFileSync(path, content);
  return path;
}

const SMALL = { what: 'note', mostBytes: 1000, fix: 'Shorten it.' };
const utf16 = (text: string, mark: boolean): Buffer => Buffer.from(`${mark ? '\ufeff' : ''}${text}`, 'utf16le');
const swapped = (bytes: Buffer): Buffer => Buffer.from(bytes).swap16();

describe('text file', () => {
  it('is read as it is, without its byte order mark', async () => {
    expect(await readTextFile(fileOf('grün\n骨\u0000'), SMALL)).toBe('grün\n骨\u0000');
    expect(await readTextFile(fileOf('\ufeffa\r\n\ufeffb'), SMALL)).toBe('a\r\n\ufeffb');
    expect(await readTextFile(fileOf(''), SMALL)).toBe('');
    expect(await readTextFile(fileOf('\ufeff'), SMALL)).toBe('');
    expect(await readTextFile(fileOf('x'.repeat(1000)), SMALL)).toHaveLength(1000);
  });

  it('of another encoding is refused in one sentence that says which, and where', async () => {
    for (const bytes of [utf16('{"a": 1}', true), utf16('{"a": 1}', false)]) {
      for (const content of [bytes, swapped(bytes)])
        await expect(readTextFile(fileOf(content), SMALL)).rejects.toMatchObject({
          name: 'FileError',
          problem: 'it is UTF-16 text.',
          fix: 'Save it as UTF-8.',
        });
    }
    const latin = Buffer.from('one\ntwo\ngrün\n', 'latin1');
    await expect(readTextFile(fileOf(latin), SMALL)).rejects.toMatchObject({ field: 'line 3', problem: 'it is not UTF-8 text.' });
  });

  it('is never larger than its kind, whatever size the system tells', async () => {
    await expect(readTextFile(fileOf('x'.repeat(1001)), SMALL)).rejects.toThrow('1001 bytes are no note. Shorten it.');
    // Size 0, and more inside.
    const growing = '/proc/self/mountinfo';
    await expect(readTextFile(growing, { ...SMALL, mostBytes: 3 })).rejects.toThrow('more than 3 bytes are no note.');
    expect((await readTextFile('/proc/self/status', { ...SMALL, mostBytes: 1e6 })).length).toBeGreaterThan(100);
  });

  it('is a regular file, or a link to one', async () => {
    const link = join(folder(), 'link');
    symlinkSync(fileOf('text'), link);
    expect(await readTextFile(link, SMALL)).toBe('text');
    await expect(readTextFile(folder(), SMALL)).rejects.toThrow('it is a folder.');
    await expect(readTextFile('/dev/zero', SMALL)).rejects.toThrow('it is a device, not a file.');
    const path = join(folder(), 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(path, resolve);
    });
    await expect(readTextFile(path, SMALL)).rejects.toThrow('it is a socket, not a file.');
    server.close();
  });

  it('may be missing where that is allowed, and only then is there none', async () => {
    const file = fileOf('');
    expect(await readTextFileIfAny(join(root, 'missing'), SMALL)).toBeNull();
    expect(await readTextFileIfAny(join(file, 'inside'), SMALL)).toBeNull();
    await expect(readTextFile(join(root, 'missing'), SMALL)).rejects.toThrow('there is no such file.');
    await expect(readTextFileIfAny(root, SMALL)).rejects.toThrow(FileError);
  });

  it('keeps its byte order mark when a prompt is written back', async () => {
    const marked = fileOf('\ufeff---\norgan: x\n---\n');
    const plain = fileOf('plain');
    expect([await hasByteOrderMark(marked), await hasByteOrderMark(plain), await hasByteOrderMark(fileOf('\ufeff'))]).toEqual([
      true,
      false,
      true,
    ]);
    for (const path of [marked, plain]) {
      const target = promptFileTarget(path);
      await target.write(`${await target.read()}more`, { number: 1, text: 'more', provenance: {} } as never);
    }
    expect(readFileSync(marked, 'utf8')).toBe('\ufeff---\norgan: x\n---\nmore');
    expect(readFileSync(plain, 'utf8')).toBe('plainmore');
  });
});

/** Every reader of text, by what it is given: a path that it opens. */
const readers: readonly (readonly [
  name: string,
  place: (folder: string) => string,
  read: (folder: string) => Promise<unknown>,
])[] = [
  ['experiment', (at) => join(at, 'e.json'), (at) => readExperimentFile(join(at, 'e.json'))],
  ['prompt', (at) => join(at, 'p.md'), (at) => readPromptSource(join(at, 'p.md'))],
  ['list of cases', (at) => join(at, 'train.txt'), (at) => findSplits(at)],
  [
    'dataset.json',
    (at) => {
      mkdirSync(join(at, 'imagesTr'));
      return join(at, 'dataset.json');
    },
    (at) => recognise(at, 'msd'),
  ],
  ['loss case', (at) => join(at, 'l.json'), (at) => readLossCase(join(at, 'l.json'))],
  ['feature', (at) => join(at, 'f.json'), (at) => readFeature(join(at, 'f.json'))],
  ['run.json', (at) => join(at, 'run.json'), (at) => readRunRecord(at)],
];

describe.each(readers)('%s', (_name, place, read) => {
  it('that is a pipe, a device, a folder or UTF-16 is refused at once', async () => {
    const pipe = folder();
    execFileSync('mkfifo', [place(pipe)]);
    await expect(read(pipe)).rejects.toThrow('it is a pipe, not a file.');
    const device = folder();
    symlinkSync('/dev/zero', place(device));
    await expect(read(device)).rejects.toThrow('it is a device, not a file.');
    const inside = folder();
    mkdirSync(place(inside));
    await expect(read(inside)).rejects.toThrow('it is a folder.');
    const wide = folder();
    writeFileSync(place(wide), utf16('{"a": 1}', true));
    await expect(read(wide)).rejects.toThrow('it is UTF-16 text. Save it as UTF-8.');
  });
});

it('manifests that are pipes are passed over', async () => {
  const at = folder();
  execFileSync('mkfifo', [join(at, 'iteration-0000001.json')]);
  expect(await listCheckpoints(at)).toEqual([]);
});

it('text is read in this one place', () => {
  const own = new Set([
    'src/io/textFile.ts',
    'src/io/run/lease.ts',
    'src/tensor/threads.ts',
    'src/tensor/tensorflow/binding.ts',
    'src/tensor/native/measured/cache.ts',
  ]);
  const others = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => {
    if (!name.endsWith('.ts')) return false;
    const file = join('src', name);
    const found = /readFile(?:Sync)?\((?:[^()]|\([^()]*\))*['"](?:utf-?8|latin1)['"]/i.exec(readFileSync(file, 'utf8'));
    return found !== null && !own.has(file);
  });
  expect(others).toEqual([]);
});
