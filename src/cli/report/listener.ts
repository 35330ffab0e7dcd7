import type { TrainerEvent } from '../../trainer/events';
import { createReporter } from './reporter';
import { createScreen } from './screen';

export type ProgressForm = 'human' | 'ndjson';

export interface ProgressListener {
  readonly onEvent: (event: TrainerEvent) => void;
  /** A line for a person: on standard error where standard output belongs to a program. */
  readonly say: (line: string) => void;
}

/** Tells what a training job does, to a person or, one JSON object a line, to a program. */
export function createListener(form: ProgressForm): ProgressListener {
  if (form === 'ndjson')
    return {
      onEvent: (event) => process.stdout.write(`${JSON.stringify(event)}\n`),
      say: (line) => process.stderr.write(`${line}\n`),
    };
  const screen = createScreen(process.stdout);
  return { onEvent: createReporter(screen), say: (line) => screen.print(line) };
}
