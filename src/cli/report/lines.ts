import { printable } from '../../io/fileError';
import type { Output } from './screen';

/** Several changing lines at the bottom of a terminal, one a thing that goes on; on a pipe, plain lines now and then. */
export interface Lines {
  /** Shows or changes a line; on a pipe each at most every ten seconds. */
  set(key: string, line: string): void;
  /** The last word on a key: a line that stays. */
  end(key: string, line: string): void;
  /** A line that stays. */
  print(line: string): void;
}

const TERMINAL_MILLISECONDS = 100;
const PIPE_MILLISECONDS = 10_000;

export function createLines(output: Output, now: () => number = () => performance.now()): Lines {
  const terminal = output.isTTY === true;
  const lines = new Map<string, string>();
  const told = new Map<string, number>();
  let drawn = 0;
  let last = -Infinity;
  const clear = (): void => {
    if (drawn > 0) output.write(`\u001b[${drawn}A\r\u001b[J`);
    drawn = 0;
  };
  const draw = (): void => {
    clear();
    const room = (output.columns ?? 80) - 1;
    for (const line of lines.values()) output.write(`${printable(line).slice(0, room)}\n`);
    drawn = lines.size;
    last = now();
  };
  const print = (line: string): void => {
    if (terminal) clear();
    output.write(`${printable(line)}\n`);
    if (terminal) draw();
  };
  return {
    set(key, line) {
      lines.set(key, line);
      if (terminal) {
        if (now() - last >= TERMINAL_MILLISECONDS) draw();
      } else if (now() - (told.get(key) ?? -Infinity) >= PIPE_MILLISECONDS) {
        told.set(key, now());
        print(line);
      }
    },
    end(key, line) {
      lines.delete(key);
      told.delete(key);
      print(line);
    },
    print,
  };
}
