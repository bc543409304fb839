import { InvalidArgumentError } from 'commander';
import { instantMs } from '../../contract/instant.ts';

/** An option parser for a day (its first moment, UTC) or a time. */
export function dayOrTime(text: string): number {
  const ms = instantMs(/^\d{4}-\d{2}-\d{2}$/u.test(text) ? `${text}T00:00:00Z` : text);
  if (ms === undefined) throw new InvalidArgumentError('It must be a day as in 2026-03-01, or a time as in 2026-03-01T00:00:00Z.');
  return ms;
}
