import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { listCheckpoints } from '../../src/io/run/checkpoints';
import { readMetrics } from '../../src/io/run/metricsLog';
import type { RunState } from '../../src/io/run/record';
import { readRunRecord, runPaths } from '../../src/io/run/runDirectory';
import { temporaryFolder } from '../support/temporary';
import { ADDON, bundleCli, start } from './process';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const native = existsSync(ADDON);
const folder = temporaryFolder();
let cli = '';

beforeAll(async () => {
  cli = await bundleCli(join(folder, 'bundle'));
});

const run = (...parameters: string[]) => start(cli, parameters, { cwd: folder });
const EXPERIMENT = {
  name: 'tiny',
  seed: 5,
  iterations: 12,
  data: { labelled: 2, source: { kind: 'phantom', cases: 6, testCases: 1, size: [20, 20, 16] } },
  patch: [16, 16, 16],
  network: { kind: 'vnet', filters: 4 },
  batch: { labelled: 1, unlabelled: 1 },
  run: { threads: 2, precision: 'float32', checkpointSeconds: 0.001 },
};

/** A run of this experiment, ended by a signal as soon as it has told of so many iterations. */
async function cutOff(out: string, iterations: number, signal: NodeJS.Signals, change: object = {}) {
  const file = join(folder, `${out}.llmsegnet.json`);
  writeFileSync(file, JSON.stringify({ ...EXPERIMENT, ...change }));
  let sent = false;
  return start(cli, ['train', file, '--out', out, '--progress', 'ndjson'], {
    cwd: folder,
    onOutput: (output, child) => {
      if (sent || (output.match(/"kind":"trained"/g) ?? []).length < iterations) return;
      sent = true;
      child.kill(signal);
    },
  });
}

/** Endless enough to be cut off at any time; the learning rate of iteration 1 does not depend on it by much. */
const LONG = { iterations: 20_000 };
const at = (out: string): string => join(folder, out);
const stateOf = async (out: string): Promise<RunState> => (await readRunRecord(at(out))).state;

async function trained(out: string): Promise<unknown[]> {
  const lines: unknown[] = [];
  for await (const { seconds: _s, dataSeconds: _d, memory: _m, ...numbers } of readMetrics(runPaths.metrics(at(out))))
    if (numbers.kind === 'train') lines.push(numbers);
  return lines;
}

/** Changes what run.json says. */
function edit(out: string, change: (record: Record<string, unknown>) => object): void {
  const path = runPaths.record(at(out));
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)));
}

describe('resume without a run', () => {
  it('names the folder and what to do: 3', async () => {
    const { code, errors } = await run('resume', 'nowhere');
    expect([code, errors]).toEqual([3, expect.stringMatching(/nowhere.*no run directory.*Name the folder of a run/)]);
  });
});

describe.skipIf(!native)(`a run that was cut off ${native ? '' : '(skipped: the native engine is not built)'}`, () => {
  beforeAll(async () => {
    const file = join(folder, 'whole.llmsegnet.json');
    writeFileSync(file, JSON.stringify(EXPERIMENT));
    const { code, errors } = await run('train', file, '--out', 'whole');
    expect([code, errors]).toEqual([0, '']);
  });

  it('goes on to the lines and results of the uninterrupted one, and tells it as JSON lines when asked', async () => {
    const killed = await cutOff('killed', 2, 'SIGKILL');
    expect(killed.signal).toBe('SIGKILL');
    const { code, output, errors } = await run('resume', 'killed', '--progress', 'ndjson');
    expect([code, errors]).toEqual([0, '']);
    const events = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; iteration?: number });
    expect(events[0]).toMatchObject({ kind: 'opened', run: at('killed') });
    expect(events[0]?.iteration).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ kind: 'finished', outcome: { state: 'done', iteration: 12 } });
    expect(await trained('killed')).toEqual(await trained('whole'));
    const [a, b] = [await readRunRecord(at('killed')), await readRunRecord(at('whole'))];
    expect(a.results).toEqual(b.results);
    expect(a.resumed).toMatchObject([{ differs: [] }]);
  });

  it('when it is done is not resumed: 3, and nothing changes', async () => {
    const before = readFileSync(runPaths.record(at('whole')), 'utf8');
    const { code, errors } = await run('resume', 'whole');
    expect([code, errors]).toEqual([3, expect.stringMatching(/state: the run is done\. Start a new one/)]);
    expect(readFileSync(runPaths.record(at('whole')), 'utf8')).toBe(before);
  });

  for (const [signal, code] of [
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const) {
    it(`${signal} while it goes on saves it again and ends with ${code}`, async () => {
      await cutOff(signal, 3, 'SIGKILL', LONG);
      let sent = false;
      const finished = await start(cli, ['resume', signal], {
        cwd: folder,
        onOutput: (output, child) => {
          if (sent || !/\d+\/20000 /.test(output)) return;
          sent = true;
          child.kill(signal);
        },
      });
      expect(finished.code).toBe(code);
      expect(finished.output).toMatch(
        /Going on after iteration \d+[\s\S]*Stopped after iteration \d+, which is saved\. Go on with: llm-segnet resume/,
      );
      const record = await readRunRecord(at(signal));
      expect(record).toMatchObject({ state: 'stopped', reason: `stopped by ${signal}`, lease: null });
      expect((await listCheckpoints(runPaths.checkpoints(at(signal))))[0]?.iteration).toBe(record.iteration);
    });
  }

  it('waits when asked by another process, goes on, and stops; then nobody is there to be asked', async () => {
    await cutOff('steered', 1, 'SIGKILL', LONG);
    const trainer = run('resume', 'steered');
    await vi.waitUntil(async () => (await stateOf('steered')) === 'running' && (await run('pause', 'steered')).code === 0, {
      timeout: 120_000,
      interval: 1000,
    });
    await vi.waitUntil(async () => (await stateOf('steered')) === 'paused', { timeout: 120_000, interval: 500 });
    expect((await run('resume', 'steered')).errors).toMatch(/process \d+ is working on this run/);
    expect((await run('continue', 'steered')).code).toBe(0);
    await vi.waitUntil(async () => (await stateOf('steered')) === 'running', { timeout: 120_000, interval: 500 });
    expect((await run('stop', 'steered')).code).toBe(0);
    expect((await trainer).output).toMatch(/Paused\. Go on with: llm-segnet continue steered/);
    expect(await readRunRecord(at('steered'))).toMatchObject({ state: 'stopped', reason: 'stopped by a request' });
    const late = await run('pause', 'steered');
    expect([late.code, late.errors]).toEqual([3, expect.stringMatching(/the run is stopped, no trainer is working on it/)]);
  });

  it('whose newest checkpoint is damaged goes on from the one before, with a message, to the same end', async () => {
    await cutOff('damaged', 4, 'SIGKILL');
    const checkpoints = runPaths.checkpoints(at('damaged'));
    const [newest, previous] = await listCheckpoints(checkpoints);
    const path = join(checkpoints, newest?.file ?? '');
    const bytes = readFileSync(path);
    bytes[bytes.length - 5] = (bytes[bytes.length - 5] ?? 0) ^ 255;
    writeFileSync(path, bytes);
    const { code, output } = await run('resume', 'damaged');
    expect(code).toBe(0);
    expect(output).toMatch(/Warning: .*sha256: the content was changed\. Use the checkpoint before it/);
    expect(output).toContain(`Going on after iteration ${previous?.iteration}`);
    expect(await trained('damaged')).toEqual(await trained('whole'));
  });

  it('is refused with other threads unless that is allowed, and then says so', async () => {
    await cutOff('threads', 2, 'SIGKILL');
    const before = readdirSync(runPaths.checkpoints(at('threads')));
    const refused = await run('resume', 'threads', '--threads', '1');
    expect([refused.code, refused.errors]).toEqual([3, expect.stringMatching(/threads 2, now 1.*--allow-different-machine/)]);
    expect(readdirSync(runPaths.checkpoints(at('threads')))).toEqual(before);
    const { code, output } = await run('resume', 'threads', '--threads', '1', '--allow-different-machine');
    expect(code).toBe(0);
    expect(output).toMatch(/Warning: From iteration \d+ on .*threads 2, now 1/);
    expect((await readRunRecord(at('threads'))).resumed).toMatchObject([
      { differs: ['threads 2, now 1'], machine: { threads: 1 } },
    ]);
    expect(readFileSync(runPaths.log(at('threads')), 'utf8')).toMatch(/warning: .*threads 2, now 1/);
  });

  it('whose experiment this version cannot read, or whose checkpoint belongs to another one, is refused by name', async () => {
    await cutOff('other', 2, 'SIGKILL');
    edit('other', (record) => ({ ...record, experiment: { ...(record['experiment'] as object), patchwork: true } }));
    const unreadable = await run('resume', 'other');
    expect([unreadable.code, unreadable.errors]).toEqual([3, expect.stringMatching(/run\.json: experiment: .*patchwork/)]);
    edit('other', (record) => {
      const { patchwork: _, ...rest } = record['experiment'] as Record<string, unknown>;
      return { ...record, experiment: { ...rest, network: { kind: 'vnet', filters: 8 } } };
    });
    const foreign = await run('resume', 'other');
    expect(foreign.code).not.toBe(0);
    expect(foreign.errors).toMatch(/in the checkpoint and .* in the model/);
  });
});
