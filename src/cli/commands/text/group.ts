import type { Command } from 'commander';

/** The command `text`, made by whichever of its sub-commands is registered first. */
export function textGroup(program: Command): Command {
  return (
    program.commands.find((command) => command.name() === 'text') ??
    program.command('text').description('Task knowledge as text: prompts, responses, features')
  );
}
