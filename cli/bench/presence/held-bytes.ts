import { collectGarbage } from './collect-garbage.ts';

/** What is held on to in memory, buffers included. */
export function heldBytes(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
