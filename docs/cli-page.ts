import type { Command } from 'commander';
import { commandLine } from '../cli/main.ts';
import { GENERATED } from './tables.ts';

const WIDTH = 120;

/** The help of every command, as the program prints it. */
export function cliPage(): string {
  const program = commandLine();
  return `# Command line

${GENERATED}

Source: \`cli/commands/\`. In a checkout the program is \`npx aislegate\`.

Exit code 0 is success; a command that ends with an error exits with the code that [errors.md](errors.md) gives, 2 for wrong use. What a program
reads goes to standard output, what people should know to standard error.

${[program, ...leaves(program)].map(section).join('\n')}`;
}

function leaves(command: Command): readonly Command[] {
  return command.commands.flatMap((child) => [child, ...leaves(child)]).filter((child) => child.name() !== 'help');
}

function section(command: Command): string {
  command.configureOutput({ getOutHelpWidth: () => WIDTH });
  return `## ${titleOf(command)}\n\n\`\`\`text\n${command.helpInformation().trim()}\n\`\`\`\n`;
}

function titleOf(command: Command): string {
  return command.parent ? `${titleOf(command.parent)} ${command.name()}` : command.name();
}
