import { CommanderError } from 'commander';
import { FileError } from '../io/fileError';

/** What the process returns; the help text lists them. */
export const EXIT = {
  done: 0,
  failed: 1,
  usage: 2,
  input: 3,
  unfinished: 4,
  elsewhere: 5,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

export const EXIT_HELP = `
Exit codes:
  0    done
  1    failed; the message says why
  2    the command line is wrong
  3    a file is missing, damaged or does not fit; the message names it, the field and the fix
  4    study: not everything is done; what is can be gone on with
  5    study job: another process works on the run
  129  stopped because the terminal was closed (SIGHUP)
  130  stopped by Ctrl-C (SIGINT)
  143  stopped by SIGTERM`;

/** A wrong command line that commander cannot see by itself. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
  if (error instanceof UsageError) return EXIT.usage;
  if (error instanceof FileError) return EXIT.input;
  return EXIT.failed;
}
