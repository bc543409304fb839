import { vi } from 'vitest';

/** Half of what a test may take: who waits in vain still says for what. */
const PATIENCE_MS = 30_000;

/** Waits until the claim holds, however slow the machine is: Vitest by itself gives up after a second. */
export function eventually<T>(claim: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(claim, { timeout: PATIENCE_MS });
}
