import { createHash } from 'node:crypto';

/**
 * Numbers in [0, 1) from the seed of a decision, for one purpose: sfc32 (Doty-Humphrey, PractRand), whose state is a hash of both, so that
 * what is drawn for one purpose tells nothing of what is drawn for another.
 */
export function unitsOf(seed: string, purpose: string): () => number {
  const state = createHash('sha256').update(`${seed}/${purpose}`).digest();
  let a = state.readInt32LE(0);
  let b = state.readInt32LE(4);
  let c = state.readInt32LE(8);
  let count = state.readInt32LE(12);
  return () => {
    const next = (((a + b) | 0) + count) | 0;
    count = (count + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + next) | 0;
    return (next >>> 0) / 2 ** 32;
  };
}
