import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { BuildOptions } from 'esbuild';
import { build } from 'esbuild';
import { bundleOptions } from '../../scripts/tensorflow.mjs';

const root = join(import.meta.dirname, '..', '..');

/** Bundles the command line as scripts/build.mjs does, from the sources as they are now. Returns the file. */
export async function bundleCli(folder: string): Promise<string> {
  await build({
    ...(bundleOptions as BuildOptions),
    absWorkingDir: root,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
  });
  return join(folder, 'cli.mjs');
}

export const ADDON = join(root, 'build', 'native', 'llm_segnet.node');

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
  readonly errors: string;
}

/** Starts a command; `onOutput` sees everything it has printed so far, `onStart` the process before that. */
export function start(
  cli: string,
  parameters: readonly string[],
  options: {
    cwd: string;
    env?: NodeJS.ProcessEnv;
    onOutput?: (output: string, child: ChildProcess) => void;
    onStart?: (child: ChildProcess) => void;
  },
): Promise<Finished> {
  const child = spawn(process.execPath, [cli, ...parameters], {
    cwd: options.cwd,
    env: { ...process.env, LLMSEGNET_DATA: '', LLMSEGNET_ADDON: ADDON, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.onStart?.(child);
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    options.onOutput?.(output, child);
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, output, errors }));
  });
}
