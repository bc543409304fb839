import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError } from 'commander';
import { AislegateError, ERRORS } from '../contract/errors.ts';
import { noteLine } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { programVersion } from './program-root.ts';

/** Runs one command line. Never throws: what went wrong is one line on stderr and the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  quietWhenNobodyReads();
  try {
    await commandLine().parseAsync(argv);
  } catch (error) {
    // At once: a process that failed to start may still hold a connection that would keep it alive.
    process.exit(tell(error));
  }
}

/** All commands, for `main` and for the documentation. */
export function commandLine(): Command {
  const program = new Command('aislegate')
    .description("Software for the computer in a shop's back room.")
    .version(programVersion())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  for (const register of COMMANDS) register(program);
  return program;
}

function tell(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    noteLine(wrongUseLine(error));
    return ERRORS.CLI_USAGE.exit;
  }
  if (error instanceof AislegateError) {
    noteLine(error.message);
    return ERRORS[error.code].exit;
  }
  noteLine(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return ERRORS.INTERNAL.exit;
}

function wrongUseLine({ code, message }: CommanderError): string {
  if (code === 'commander.help') return 'A command is missing; "aislegate --help" lists them.';
  return message.replace(/^error: /u, '').replaceAll('\n', ' ');
}

/** `aislegate … | head` ends quietly. */
function quietWhenNobodyReads(): void {
  if (!process.stdout.listeners('error').includes(onOutputError)) process.stdout.on('error', onOutputError);
}

function onOutputError(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

/** Run directly (in the image, and by the supervisor), not imported by bin/aislegate.mjs. */
if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main(process.argv);
