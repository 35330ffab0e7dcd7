import type { Command } from 'commander';
import { selectBackend } from '../../tensor/select';
import type { BackendFlags } from '../backendOptions';
import { addBackendOptions, backendOptionsOf } from '../backendOptions';

async function showBackend(flags: BackendFlags): Promise<void> {
  const { name, reason, precision, threads, machine, warnings } = await selectBackend(backendOptionsOf(flags));
  const rows: [string, string][] = [
    ['Backend', name],
    ['Why', reason],
    ['Precision', precision],
    ['Threads', String(threads)],
  ];
  if (machine) {
    const hidden = machine.isa === machine.supportedIsa ? '' : ` (the processor offers ${machine.supportedIsa})`;
    rows.push(['Processor', machine.cpu], ['Instructions', `${machine.isa}${hidden}`], ['oneDNN', machine.onednn]);
  }
  const width = Math.max(...rows.map(([title]) => title.length));
  for (const [title, value] of rows) console.log(`${title.padEnd(width)}  ${value}`);
  for (const warning of warnings) console.log(`Warning: ${warning}`);
}

/** `llm-segnet backend`: what would compute here, and why. Sub-commands hang on it. */
export function registerBackend(program: Command): void {
  const command = program.command('backend').description('Show which tensor backend this machine gets, and why');
  addBackendOptions(command).action(async (flags: BackendFlags) => {
    await showBackend(flags);
  });
}
