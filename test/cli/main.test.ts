import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { readMetrics } from '../../src/io/run/metricsLog';
import { effectiveState, readRunRecord } from '../../src/io/run/runDirectory';
import { temporaryFolder } from '../support/temporary';
import { ADDON, bundleCli, start } from './process';

// Whole training runs, on machines that may be busy.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const folder = temporaryFolder();
let cli = '';

beforeAll(async () => {
  cli = await bundleCli(join(folder, 'bundle'));
});

const run = (parameters: string[], env: NodeJS.ProcessEnv = {}) => start(cli, parameters, { cwd: folder, env });

describe('command line', () => {
  it('shows help and version and succeeds', async () => {
    const help = await run(['--help']);
    expect(help.code).toBe(0);
    expect(help.output).toMatch(/train .*\n?[\s\S]*backend[\s\S]*Exit codes:[\s\S]*130/);
    const version = await run(['--version']);
    expect([version.code, version.output]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
  });

  const wrong: [string[], RegExp][] = [
    [['train', '--iterations', '0'], /--iterations.*whole number from 1/],
    [['train', '--seed', '-1'], /seed/],
    [['train', '--backend', 'cuda'], /--backend.*Allowed choices are auto/],
    [['train', '--preset', 'hippocampus'], /needs volumes/],
    [['train', '--nonsense'], /unknown option '--nonsense'/],
    [['fly'], /unknown command 'fly'/],
  ];
  for (const [parameters, message] of wrong) {
    it(`${parameters.join(' ')} is a usage error: 2`, async () => {
      const { code, errors } = await run(parameters);
      expect(errors).toMatch(message);
      expect(code).toBe(2);
    });
  }

  it('a missing data folder is an input error: 3, in one paragraph, with a stack only on request', async () => {
    const { code, errors } = await run(['train', '--data', 'nowhere']);
    expect([code, errors]).toEqual([
      3,
      'llm-segnet: nowhere: data folder: there is no such folder. Name one that holds volumes.\n',
    ]);
    expect((await run(['train', '--data', 'nowhere', '--debug'])).errors).toMatch(/\n {4}at /);
    expect((await run(['train'], { LLMSEGNET_DATA: 'nowhere' })).code).toBe(3);
  });

  it('an experiment that cannot run is a wrong command line: 2; any other failure: 1', async () => {
    const { code, errors } = await run(['train', '--labelled', '99']);
    expect(code).toBe(2);
    expect(errors).toMatch(/data\.labelled: 99 labelled cases are asked for .* the training list has 18/);
    const other = await run(['train', '--backend', 'tensorflow'], { LLMSEGNET_TENSORFLOW: join(folder, 'nowhere') });
    expect(other.code).toBe(1);
    expect(existsSync(join(folder, 'runs'))).toBe(false);
  });

  it('backend says what it chose and why', async () => {
    const { code, output } = await run(['backend', '--backend', 'js']);
    expect(code).toBe(0);
    expect(output).toMatch(/Backend +js\nWhy +js was asked for\.\nPrecision +float32\nThreads +1\n/);
  });
});

const native = existsSync(ADDON);

describe.skipIf(!native)(`training from the command line ${native ? '' : '(skipped: the native engine is not built)'}`, () => {
  it('two iterations on the phantom, from start to table', async () => {
    const { code, output, errors } = await run(['train', '--iterations', '2', '--test-limit', '1', '--out', 'short']);
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(output).toMatch(/^llm-segnet, 4 labelled cases, 2 iterations, on a phantom/);
    expect(output).toMatch(/\n2\/2 {2}loss \d/);
    expect(output).toMatch(/\nA +0\.\d+ .*\nB +0\.\d+ .*\nmean +0\.\d+/);
    expect(output).toMatch(/Run +short\n$/);
    expect(readdirSync(join(folder, 'short')).sort()).toEqual([
      'checkpoints',
      'control',
      'data.json',
      'metrics.jsonl',
      'montage.png',
      'predictions',
      'run.json',
      'run.log',
    ]);
    expect((await readRunRecord(join(folder, 'short'))).state).toBe('done');
  });

  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    it(`${signal} stops after the iteration at hand with a valid run directory and ${code}`, async () => {
      const out = `stopped-${signal}`;
      let sent = false;
      const finished = await start(cli, ['train', '--iterations', '5000', '--out', out], {
        cwd: folder,
        onOutput: (output, child) => {
          if (sent || !/\n *\d+\/5000 /.test(output)) return;
          sent = true;
          child.kill(signal);
        },
      });
      expect(finished.code).toBe(code);
      expect(finished.output).toMatch(/Stopping;[\s\S]*Stopped after iteration \d+, which is saved/);
      const record = await readRunRecord(join(folder, out));
      expect(record).toMatchObject({ state: 'stopped', reason: `stopped by ${signal}`, lease: null });
      expect(record.iteration).toBeGreaterThan(0);
    });
  }

  it('killed at any moment it leaves a run that reads as interrupted, with every line whole but the last', async () => {
    const finished = await start(cli, ['train', '--iterations', '5000', '--out', 'killed'], {
      cwd: folder,
      onOutput: (output, child) => {
        if (/\n *\d+\/5000 /.test(output)) child.kill('SIGKILL');
      },
    });
    expect(finished.signal).toBe('SIGKILL');
    const record = await readRunRecord(join(folder, 'killed'));
    expect([record.state, effectiveState(record)]).toEqual(['running', 'interrupted']);
    const iterations: unknown[] = [];
    for await (const line of readMetrics(join(folder, 'killed', 'metrics.jsonl'))) iterations.push(line['iteration']);
    expect(iterations).toEqual(iterations.map((_, index) => index + 1));
    expect(iterations.length).toBeGreaterThan(0);
  });

  it('does not overwrite a folder', async () => {
    mkdirSync(join(folder, 'mine'));
    writeFileSync(join(folder, 'mine', 'thesis.tex'), '');
    const { code, errors } = await run(['train', '--out', 'mine']);
    expect(code).toBe(3);
    expect(errors).toMatch(/the folder is not empty/);
  });
});
