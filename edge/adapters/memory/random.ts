import type { Random } from '../../ports/random.ts';

/** xorshift32 (Marsaglia 2003): the same seed gives the same day. */
export function seededRandom(seed = 1): Random {
  let state = seed >>> 0 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
  const bytes = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => next() & 0xff);
  return { unit: () => next() / 2 ** 32, bytes, id: () => Buffer.from(bytes(16)).toString('hex') };
}
