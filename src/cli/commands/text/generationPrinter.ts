import { printable } from '../../../io/fileError';
import type { GenerateEvent } from '../../../text/generate';

/** On a terminal the line is drawn anew at most so often while an answer streams in. */
const DRAW_MILLISECONDS = 200;
const CLEAR_LINE = '\r\u001b[K';

/** Tells how generation goes: one line a response, and on a terminal how much of an answer has come. */
export function generationPrinter(stream: NodeJS.WriteStream, total: number): (event: GenerateEvent) => void {
  const clear = stream.isTTY ? CLEAR_LINE : '';
  let what = '';
  let done = 0;
  let drawn = 0;
  const say = (line: string): void => void stream.write(`${clear}${printable(line)}\n`);
  return (happened) => {
    switch (happened.kind) {
      case 'asking':
        what = happened.number === null ? `${total} responses` : `response ${happened.number}`;
        return;
      case 'text': {
        const { event, soFar } = happened;
        if (event.kind === 'retry') say(`${what}: try ${event.attempt + 1} in ${event.seconds.toFixed(1)} s. ${event.because}`);
        else if (stream.isTTY && Date.now() - drawn > DRAW_MILLISECONDS) {
          drawn = Date.now();
          stream.write(`${clear}${what}: ${soFar.length} characters`);
        }
        return;
      }
      case 'kept':
        say(`response ${happened.number}: written (${++done} of ${total})`);
        for (const warning of happened.warnings) say(`  Warning: ${warning}`);
        return;
      case 'failed':
        say(`response ${happened.number}: left as it was. ${happened.because}`);
    }
  };
}
