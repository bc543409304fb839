import { randomBytes } from 'node:crypto';

/** Structurally the `Random` of the edge and of headquarters. */
export interface SystemRandom {
  unit(): number;
  bytes(count: number): Uint8Array;
  id(): string;
}

/** Randomness of the operating system, good enough for keys. */
export function systemRandom(): SystemRandom {
  return {
    // 48 bits: the most that Buffer reads as one integer, and far finer than any share or propensity needs.
    unit: () => randomBytes(6).readUIntBE(0, 6) / 2 ** 48,
    bytes: (count) => new Uint8Array(randomBytes(count)),
    id: () => randomBytes(16).toString('hex'),
  };
}
