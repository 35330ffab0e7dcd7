import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeHold } from '../../../src/io/run/hold';
import { ownLease } from '../../../src/io/run/lease';
import { createRunDirectory } from '../../../src/io/run/openRun';
import { runPaths } from '../../../src/io/run/runDirectory';

const TIMING = { beatSeconds: 0.2, goneSeconds: 1.5 };
const elsewhere = () => ({ ...ownLease(), host: 'another-machine' });
let folder: string;
let run: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'beat-'));
  run = join(folder, 'run');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const beats = (): string[] => readdirSync(runPaths.control(run)).filter((name) => name.startsWith('beat-'));

/** A process that holds a run under another machine's name, and says what becomes of it. */
async function holderProcess(): Promise<{ pid: number; next: () => Promise<string>; kill: () => void }> {
  const script = join(folder, 'holder.mjs');
  const source = `
    import { takeHold } from '${join(import.meta.dirname, '../../../src/io/run/hold')}';
    import { ownLease } from '${join(import.meta.dirname, '../../../src/io/run/lease')}';
    const hold = await takeHold(process.argv[2], { ...ownLease(), host: 'another-machine' }, ${JSON.stringify(TIMING)});
    console.log('held');
    setInterval(() => hold.requireHeld().catch((error) => { console.log(error.message); process.exit(0); }), 100);
  `;
  await build({
    stdin: { contents: source, resolveDir: import.meta.dirname, loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: script,
    logLevel: 'silent',
  });
  const child = spawn(process.execPath, [script, run], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    pid: child.pid as number,
    next: async () => String((await lines.next()).value),
    kill: () => void child.kill('SIGKILL'),
  };
}

describe('a hold that another machine has', () => {
  it('stands while its holder gives signs of life, whatever its clock says, and none is left when it lets go', async () => {
    const hold = await takeHold(run, elsewhere(), TIMING);
    const file = join(runPaths.control(run), beats()[0] ?? 'beat-000001');
    const wrong = setInterval(() => {
      try {
        utimesSync(file, 1e9, 1e9);
      } catch {
        // Between two beats there may be none yet.
      }
    }, 50);
    await expect(takeHold(run, ownLease(), TIMING)).rejects.toThrow('on another-machine is working on this run');
    clearInterval(wrong);
    await hold.release();
    expect(beats()).toEqual([]);
    await (await takeHold(run, ownLease(), TIMING)).release();
  });

  it('without signs of life is for a person to judge', async () => {
    mkdirSync(runPaths.control(run), { recursive: true });
    writeFileSync(join(runPaths.control(run), 'holder-000001.json'), JSON.stringify(elsewhere()));
    await expect(takeHold(run, ownLease(), TIMING)).rejects.toThrow('delete this file');
  });

  it('falls to who waits when its holder stands still, and the holder learns of it before it writes', async () => {
    const holder = await holderProcess();
    try {
      expect(await holder.next()).toBe('held');
      await expect(takeHold(run, ownLease(), TIMING)).rejects.toThrow('is working on this run');
      process.kill(holder.pid, 'SIGSTOP');
      const [first, second] = await Promise.allSettled([takeHold(run, ownLease(), TIMING), takeHold(run, ownLease(), TIMING)]);
      // Two wait, one gets it.
      expect([first.status, second.status].sort()).toEqual(['fulfilled', 'rejected']);
      process.kill(holder.pid, 'SIGCONT');
      expect(await holder.next()).toContain('another process has taken this run');
      for (const one of [first, second]) if (one.status === 'fulfilled') await one.value.release();
    } finally {
      holder.kill();
    }
  }, 30_000);
});

describe('a run directory', () => {
  it('whose maker was killed before there was a run.json can be made', async () => {
    mkdirSync(runPaths.control(run), { recursive: true });
    writeFileSync(join(run, '.12-0123456789abcdef.tmp'), '{');
    const record = { schemaVersion: 1, lease: null } as unknown as Parameters<typeof createRunDirectory>[1];
    await (await createRunDirectory(run, record)).close();
    expect(readdirSync(run)).toContain('run.json');
    await expect(createRunDirectory(run, record)).rejects.toThrow('the folder is not empty');
  });
});
