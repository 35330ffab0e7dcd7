/** The command alone, as the product registers it. */
import { Command } from 'commander';
import { registerBuildTensorflow } from '../../src/cli/commands/buildTensorflow';

const program = new Command('llm-segnet');
registerBuildTensorflow(program);
await program.parseAsync();
