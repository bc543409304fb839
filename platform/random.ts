import { randomBytes, randomFillSync } from 'node:crypto';

/** Structurally the `Random` of the edge and of headquarters. */
export interface SystemRandom {
  unit(): number;
  bytes(count: number): Uint8Array;
  id(): string;
}

/** The operating system is asked for so much at once: it takes as long for 12 bytes, and a million members need three of these each. */
const POOL_BYTES = 4096;

/** Randomness of the operating system, good enough for keys. */
export function systemRandom(): SystemRandom {
  const pool = Buffer.alloc(POOL_BYTES);
  let at = POOL_BYTES;
  const take = (count: number): Buffer => {
    if (count > POOL_BYTES) return randomBytes(count);
    if (at + count > POOL_BYTES) {
      randomFillSync(pool);
      at = 0;
    }
    const bytes = Buffer.from(pool.subarray(at, at + count));
    // What was given out, perhaps as a key, stands nowhere else.
    pool.fill(0, at, at + count);
    at += count;
    return bytes;
  };
  return {
    // 48 bits: the most that Buffer reads as one integer, and far finer than any share or propensity needs.
    unit: () => take(6).readUIntBE(0, 6) / 2 ** 48,
    bytes: (count) => new Uint8Array(take(count)),
    id: () => take(16).toString('hex'),
  };
}
