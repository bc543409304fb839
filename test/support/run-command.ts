import { Readable } from 'node:stream';
import { Command } from 'commander';
import { vi } from 'vitest';
import type { RegisterCommand } from '../../cli/command.ts';

export interface CommandRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
  /** What the action threw; cli/main.ts would print its line and exit with its code. */
  readonly error: unknown;
}

/** Runs one command in this process, as `aislegate <args>` would. */
export async function runCommand(register: RegisterCommand, args: readonly string[], stdin = ''): Promise<CommandRun> {
  const program = new Command('aislegate').exitOverride().configureOutput({ writeErr: () => undefined, outputError: () => undefined });
  register(program);
  let stdout = '';
  let stderr = '';
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
      stdout += String(chunk);
      return true;
    }),
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
      stderr += String(chunk);
      return true;
    }),
    vi.spyOn(process, 'stdin', 'get').mockReturnValue(Readable.from([Buffer.from(stdin)]) as unknown as typeof process.stdin),
  ];
  const before = process.exitCode;
  process.exitCode = 0;
  let error: unknown;
  try {
    await program.parseAsync(['node', 'aislegate', ...args]);
  } catch (thrown) {
    error = thrown;
  }
  const exitCode = Number(process.exitCode);
  process.exitCode = before;
  for (const spy of spies) spy.mockRestore();
  return { stdout, stderr, exitCode, error };
}
