import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary';
import type { Finished } from './process';
import { bundleCli, start } from './process';

const folder = temporaryFolder();
let cli = '';
const run = (...parameters: string[]): Promise<Finished> => start(cli, parameters, { cwd: folder });

beforeAll(async () => {
  cli = await bundleCli(join(folder, 'bundle'));
}, 120_000);

describe('commands for experiment files', () => {
  it('init writes a file that check finds nothing in, and never overwrites', async () => {
    expect(await run('init', '--data', 'volumes', '--out', 'mine.llmsegnet.json')).toMatchObject({ code: 0 });
    const path = join(folder, 'mine.llmsegnet.json');
    const text = readFileSync(path, 'utf8');
    expect(text).toContain('"path": "volumes"');
    expect(await run('check', 'mine.llmsegnet.json')).toMatchObject({ code: 0, errors: '' });
    const again = await run('init', '--out', 'mine.llmsegnet.json');
    expect(again).toMatchObject({ code: 3 });
    expect(again.errors).toContain('mine.llmsegnet.json: file: it is there already');
    expect(readFileSync(path, 'utf8')).toBe(text);
  }, 60_000);

  it('check and train name file, line, field and fix of an error, with exit code 3', async () => {
    writeFileSync(join(folder, 'bad.llmsegnet.json'), '{\n  "preset": "phantom",\n  "noise": { "amplitde": 1 }\n}\n');
    const checked = await run('check', 'bad.llmsegnet.json', '--json');
    expect(checked.code).toBe(3);
    expect(JSON.parse(checked.output)).toMatchObject({
      problems: [{ severity: 'error', path: 'noise.amplitde', line: 3, column: 14, fix: { title: "Change to 'amplitude'" } }],
    });
    const trained = await run('train', 'bad.llmsegnet.json');
    expect(trained.code).toBe(3);
    expect(trained.errors).toContain('bad.llmsegnet.json:3:14: noise.amplitde: There is no setting "amplitde" in noise.');
    expect(await run('train', 'nowhere.llmsegnet.json')).toMatchObject({ code: 3 });
  }, 60_000);

  it('settings tells values, default and provenance, and knows what was meant', async () => {
    expect((await run('settings', 'text.beta')).output).toContain('number from 0 to 100; default from: paper');
    const unknown = await run('settings', 'text.betta');
    expect(unknown.code).toBe(2);
    expect(unknown.errors).toContain("Did you mean 'text.beta'?");
  }, 60_000);

  it('--set names a wrong setting by its path, with exit code 2', async () => {
    expect(await run('train', '--set', 'noise.amplitude=loud')).toMatchObject({ code: 2 });
    expect((await run('train', '--set', 'noise.amplitud=1')).errors).toContain("Did you mean 'noise.amplitude'?");
  }, 60_000);
});
