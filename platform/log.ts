import { type DestinationStream, destination, type Logger, pino, stdTimeFunctions } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
export type Log = Logger;

export interface LogOptions {
  readonly level: LogLevel;
  /** Which process speaks, in every line. */
  readonly process: string;
  /** A file descriptor, or a stream. Default: standard output. */
  readonly to?: number | DestinationStream;
}

/**
 * An error as it may stand in a log. Only these properties: drivers hang the values they choked on (rows, parameters) on their
 * errors, and those can be personal.
 */
function describeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === 'string' && { code }),
    stack: error.stack,
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

/** What waits to be written while the disk is full; beyond it lines are lost. */
const MAX_WAITING_BYTES = 2 ** 20;

/**
 * Structured lines, one JSON object each, written at once: what was logged before a crash is there after it. A line that cannot be written,
 * as on a full disk, waits for the next one and is no reason to stop.
 */
export function createLog({ level, process, to = 1 }: LogOptions): Log {
  const options = { level, base: { process }, timestamp: stdTimeFunctions.isoTime, serializers: { err: describeError } };
  if (typeof to !== 'number') return pino(options, to);
  const file = destination({ dest: to, sync: true, maxLength: MAX_WAITING_BYTES });
  file.on('error', () => undefined);
  return pino(options, file);
}
