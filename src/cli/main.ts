import { CommanderError } from 'commander';
import { exitCodeOf } from './exitCodes';
import { createProgram } from './program';

/** One paragraph a person can act on; where it came from only on request. */
function explain(error: unknown, debug: boolean): string {
  if (!(error instanceof Error)) return String(error);
  return debug && error.stack !== undefined ? error.stack : error.message;
}

// A reader that goes away (| head) is no reason to end a training run.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const program = createProgram();
try {
  await program.parseAsync();
} catch (error) {
  // Commander has told the user already.
  if (!(error instanceof CommanderError))
    console.error(`llm-segnet: ${explain(error, program.opts<{ debug?: boolean }>().debug === true)}`);
  process.exitCode = exitCodeOf(error);
}
