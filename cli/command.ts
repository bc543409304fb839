import { type Command, InvalidArgumentError } from 'commander';
import { AislegateError } from '../contract/errors.ts';

/**
 * One file per command under cli/commands/, each exporting `register` of this type: it adds the command, its options and its action.
 * What an action needs of weight (adapters, models, processes) it imports when it runs, so that `--help` answers at once.
 *
 * An action ends in one of three ways: it returns (exit code 0), it sets `process.exitCode` after it has printed its findings
 * (1: the answer is "no"), or it throws an AislegateError: cli/main.ts prints the error's one line on stderr and exits with its code.
 */
export type RegisterCommand = (program: Command) => void;

/** Wrong use: one clear line, exit code 2. */
export function wrongUse(detail: string): AislegateError {
  return new AislegateError('CLI_USAGE', { detail });
}

/** An option parser for whole numbers, as in `.option('--seed <number>', 'seed', wholeNumber(0, 2 ** 32 - 1), 1)`. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^-?\d+$/u.test(text) || value < minimum || value > maximum) {
      throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
    }
    return value;
  };
}

/** An option parser for numbers, fractions included. */
export function decimalNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (!(value >= minimum && value <= maximum)) throw new InvalidArgumentError(`It must be a number from ${minimum} to ${maximum}.`);
    return value;
  };
}

/** What a program reads: one JSON document on stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}

/** What a person reads. */
export function printLine(line = ''): void {
  process.stdout.write(`${line}\n`);
}

/** What a person should know but a program must not read: progress, warnings, what was refused. */
export function noteLine(line: string): void {
  process.stderr.write(`${line}\n`);
}
