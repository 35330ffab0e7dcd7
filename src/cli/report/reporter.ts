import { relative } from 'node:path';
import type { SelectedBackend } from '../../tensor/select';
import type { TrainerEvent } from '../../trainer/events';
import { createProgress } from './progress';
import type { Screen } from './screen';
import { resultLines } from './table';

function backendLine({
  name,
  precision,
  threads,
  machine,
}: Pick<SelectedBackend, 'name' | 'precision' | 'threads' | 'machine'>): string {
  const where = machine ? ` on ${machine.cpu} (${machine.isa})` : '';
  return `Backend ${name}, ${precision}, ${threads} ${threads === 1 ? 'thread' : 'threads'}${where}`;
}

/** A path as short as it can be typed from here. */
function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}

/** A command as it can be pasted into a shell. */
function goOn(run: string, command = 'resume'): string {
  const path = shortPath(run);
  return `Go on with: llm-segnet ${command} ${/^[\w./~+:@%-]+$/.test(path) ? path : `"${path}"`}`;
}

/** Tells a person what a training job does. */
export function createReporter(screen: Screen): (event: TrainerEvent) => void {
  const progress = createProgress();
  let run = '';
  return (event) => {
    switch (event.kind) {
      case 'backend':
        screen.print(backendLine(event.backend));
        break;
      case 'warning':
        screen.print(`Warning: ${event.message}`);
        break;
      case 'opened':
        run = event.run;
        if (event.iteration > 0) screen.print(`Going on after iteration ${event.iteration}`);
        break;
      case 'phase':
        if (event.phase === 'paused') screen.print(`Paused. ${goOn(run, 'continue')}`);
        break;
      case 'validated':
        screen.print(
          `Validation after iteration ${event.iteration}: Dice ${event.score.toFixed(3)}${event.best ? ', the best' : ''}`,
        );
        break;
      case 'loaded': {
        const line = `Loading volumes  ${event.done}/${event.total}`;
        if (event.done === event.total) screen.finalStatus(line);
        else screen.status(line);
        break;
      }
      case 'trained': {
        const line = progress.line(event.event, event.iterations);
        if (event.event.iteration === event.iterations) screen.finalStatus(line);
        else screen.status(line);
        break;
      }
      case 'checkpoint':
        break;
      case 'evaluated': {
        const line = `Testing  ${event.done}/${event.total}  ${event.case}`;
        if (event.done === event.total) screen.finalStatus(line);
        else screen.status(line);
        break;
      }
      case 'finished': {
        const { state, iteration, results, montage, diagnosis = [] } = event.outcome;
        if (results) screen.print(['', 'Test cases, mean ± standard deviation:', ...resultLines(results), ''].join('\n'));
        for (const line of diagnosis) screen.print(`Warning: ${line}`);
        if (montage) screen.print(`Picture  ${shortPath(montage)}`);
        screen.print(`Run      ${shortPath(run)}`);
        if (state !== 'done') screen.print(`Stopped after iteration ${iteration}, which is saved. ${goOn(run)}`);
        break;
      }
      case 'failed':
        screen.print(
          event.iteration === 0
            ? 'Failed before anything was saved.'
            : `Failed; iteration ${event.iteration} is saved. ${goOn(event.run)}`,
        );
        break;
    }
  };
}
