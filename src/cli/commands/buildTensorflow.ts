import type { Command } from 'commander';
import { buildBinding } from '../../tensor/tensorflow/build';
import { TensorflowProblem } from '../../tensor/tensorflow/problem';

async function buildTensorflow(options: { tensorflow?: string }): Promise<void> {
  const folder = options.tensorflow ?? process.env['LLMSEGNET_TENSORFLOW'];
  if (!folder) {
    throw new TensorflowProblem('No TensorFlow folder is named.', 'Pass --tensorflow FOLDER or set LLMSEGNET_TENSORFLOW.');
  }
  const record = await buildBinding(folder, (line) => console.log(line));
  console.log(`Ready: tfjs-node ${record.tfjsNode} on TensorFlow ${record.tensorflow}.`);
  console.log(`Use it with LLMSEGNET_TENSORFLOW=${record.folder} and the backend "tensorflow".`);
}

/** `llm-segnet backend build-tensorflow --tensorflow FOLDER` */
export function registerBuildTensorflow(program: Command): void {
  const group =
    program.commands.find((command) => command.name() === 'backend') ??
    program.command('backend').description('Tensor backends of this machine');
  group
    .command('build-tensorflow')
    .description('Build the binding for your own TensorFlow (needs g++ and npm; nothing of TensorFlow is downloaded)')
    .option('--tensorflow <folder>', 'site-packages/tensorflow of the Python package tensorflow or tensorflow-cpu')
    .action(async (options: { tensorflow?: string }) => {
      try {
        await buildTensorflow(options);
      } catch (error) {
        if (!(error instanceof TensorflowProblem)) throw error;
        console.error(error.message);
        process.exitCode = 1;
      }
    });
}
