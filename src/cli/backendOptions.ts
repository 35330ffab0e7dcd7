import type { Command } from 'commander';
import { Option } from 'commander';
import type { BackendOptions } from '../tensor/registry';
import { threadCount } from './arguments';

/** Values of the options that addBackendOptions adds. */
export interface BackendFlags {
  readonly backend: NonNullable<BackendOptions['backend']>;
  readonly precision: NonNullable<BackendOptions['precision']>;
  readonly convolution?: 'auto' | 'direct' | 'winograd';
  readonly threads: number | 'auto';
}

/** --backend, --precision, --convolution and --threads, the same for every command that computes. */
export function addBackendOptions(command: Command): Command {
  const backends: BackendFlags['backend'][] = ['auto', 'native', 'js', 'tensorflow'];
  const precisions: BackendFlags['precision'][] = ['auto', 'float32', 'bfloat16'];
  return command
    .addOption(new Option('--backend <name>', 'tensor engine').choices(backends).default('auto'))
    .addOption(
      new Option('--precision <name>', 'storage of activations; auto takes the faster one').choices(precisions).default('auto'),
    )
    .addOption(
      new Option('--convolution <name>', 'how 3x3x3 convolutions are computed; auto measures each shape')
        .choices(['auto', 'direct', 'winograd'])
        .default('auto'),
    )
    .option('--threads <count>', 'threads, or auto: as many as CPUs and their quota allow', threadCount, 'auto');
}

export function backendOptionsOf({ backend, precision, convolution = 'auto', threads }: BackendFlags): BackendOptions {
  return { backend, precision, convolution, threads };
}
