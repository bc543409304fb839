const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/**
 * How long to wait before attempt `attempt` (from 0): doubling up to ten seconds, drawn from the upper half so that
 * the screens of a shop do not all come back at the same instant after a power cut.
 */
export function backoffMs(attempt: number, unit: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return ceiling / 2 + (ceiling / 2) * unit;
}
