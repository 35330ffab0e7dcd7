import type { Command } from 'commander';
import type { ConvolutionPreference } from '../../tensor/native/addon';
import type { Precision } from '../../tensor/registry';
import { selectBackend } from '../../tensor/select';
import type { BackendFlags } from '../backendOptions';
import { addBackendOptions, backendOptionsOf } from '../backendOptions';

const CONVOLUTIONS: Record<ConvolutionPreference, string> = {
  measured: 'for each shape the way that is faster here',
  direct: 'direct ones',
  winograd: "Winograd's where the engine has them",
};

const measuredText = (times: Readonly<Record<Precision, number>>): string =>
  Object.entries(times)
    .map(([precision, ms]) => `${precision} ${ms.toFixed(1)} ms`)
    .join(', ');

async function showBackend(flags: BackendFlags): Promise<void> {
  const { name, reason, precision, threads, machine, convolution, measured, warnings } = await selectBackend(
    backendOptionsOf(flags),
  );
  const rows: [string, string][] = [
    ['Backend', name],
    ['Why', reason],
    ['Precision', precision],
    ...(measured ? [['Measured', measuredText(measured)] as [string, string]] : []),
    ...(convolution ? [['Convolutions', CONVOLUTIONS[convolution]] as [string, string]] : []),
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
