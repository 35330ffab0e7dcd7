import { spawn } from 'node:child_process';

export interface RunOptions {
  cwd?: string;
  /** The error to throw when the program is not on the PATH. */
  missing: () => Error;
  /** The error to throw when it fails; gets the last lines of what it printed. */
  failed: (output: string) => Error;
}

/** Runs a program to its end without a shell; returns what it wrote to standard output. */
export function run(program: string, parameters: readonly string[], options: RunOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd: options.cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const written = { output: '', errors: '' };
    child.stdout.on('data', (data: Buffer) => {
      written.output += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      written.errors += data.toString();
    });
    child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? options.missing() : error));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(written.output);
      const lines = `${written.output}\n${written.errors}`.trim().split('\n').slice(-12).join('\n');
      reject(options.failed(lines || `it ended with ${signal ?? `exit code ${code}`}`));
    });
  });
}
