import { printable } from '../../io/fileError';

/** The part of a stream that the screen needs. */
export interface Output {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/**
 * One line at the bottom that keeps changing on a terminal; on a file or pipe it becomes a plain line now and then. Lines that stay go
 * above it.
 */
export interface Screen {
  /** Shows the changing line; on a pipe at most every ten seconds, on a terminal ten times a second. */
  status(line: string): void;
  /** Shows the changing line now, whatever the clock says. */
  finalStatus(line: string): void;
  /** A line that stays. */
  print(line: string): void;
}

const TERMINAL_MILLISECONDS = 100;
const PIPE_MILLISECONDS = 10_000;

export function createScreen(output: Output, now: () => number = () => performance.now()): Screen {
  const terminal = output.isTTY === true;
  const interval = terminal ? TERMINAL_MILLISECONDS : PIPE_MILLISECONDS;
  let last = -Infinity;
  let shown = false;
  const cut = (line: string): string => {
    const room = (output.columns ?? 80) - 1;
    return line.length > room ? `${line.slice(0, Math.max(0, room - 1))}…` : line;
  };
  const clear = (): void => {
    if (shown) output.write('\r\u001b[2K');
    shown = false;
  };
  const show = (line: string): void => {
    last = now();
    if (!terminal) {
      output.write(`${printable(line)}\n`);
      return;
    }
    clear();
    output.write(cut(printable(line)));
    shown = true;
  };
  return {
    status(line) {
      if (now() - last >= interval) show(line);
    },
    finalStatus(line) {
      show(line);
      if (terminal) output.write('\n');
      shown = false;
      last = -Infinity;
    },
    print(line) {
      clear();
      output.write(`${line.split('\n').map(printable).join('\n')}\n`);
    },
  };
}
