import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { CancellationToken, Disposable, ExtensionContext, LogOutputChannel } from 'vscode';
import { l10n, Uri } from 'vscode';
import { forkOptions } from './forking';

export interface CommandLineResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandLineOptions {
  readonly cwd?: string;
  readonly token?: CancellationToken;
  /** Added to the environment, e.g. a key that must not be an argument. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly onOutput?: (text: string) => void;
}

/** Runs `llm-segnet <arguments>`: volumes and tensors are never read on the extension host. */
export interface CommandLine extends Disposable {
  run(args: readonly string[], options?: CommandLineOptions): Promise<CommandLineResult>;
}

const MOST_OUTPUT = 32 * 2 ** 20;

export function createCommandLine(context: ExtensionContext, log: LogOutputChannel): CommandLine {
  const file = Uri.joinPath(context.extensionUri, 'dist', 'cli.js').fsPath;
  const running = new Set<() => void>();
  return {
    dispose() {
      for (const end of running) end();
    },
    run(args, { cwd, token, environment = {}, onOutput } = {}) {
      if (!existsSync(file)) return Promise.reject(new Error(l10n.t('{0} is missing: install the extension again.', file)));
      log.debug(`llm-segnet ${args.join(' ')}`);
      return new Promise((resolve, reject) => {
        const base = forkOptions(cwd);
        const child = fork(file, [...args], { ...base, env: { ...base.env, ...environment, NO_COLOR: '1' }, silent: true });
        const output = { stdout: '', stderr: '' };
        for (const name of ['stdout', 'stderr'] as const) {
          child[name]?.setEncoding('utf8').on('data', (text: string) => {
            if (output[name].length < MOST_OUTPUT) output[name] += text;
            onOutput?.(text);
          });
        }
        const end = (): void => void child.kill('SIGTERM');
        running.add(end);
        const cancelled = token?.onCancellationRequested(end);
        const finish = (): void => {
          running.delete(end);
          cancelled?.dispose();
        };
        child.on('error', (error) => {
          finish();
          reject(error);
        });
        child.on('close', (code) => {
          finish();
          resolve({ code, ...output });
        });
      });
    },
  };
}

/** The standard output of a command that must succeed. Throws Error with what it said. */
export function requireSuccess({ code, stdout, stderr }: CommandLineResult): string {
  if (code === 0) return stdout;
  const said = (stderr.trim() || stdout.trim()).replace(/^llm-segnet: /, '');
  throw new Error(said === '' ? l10n.t('The program ended with exit code {0}.', String(code)) : said);
}
