/** Repeatable randomness: the same seed throws the same numbers on every machine. */
export interface Dice {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Normal with mean 0 and standard deviation 1. */
  normal(): number;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
  /** One of a non-empty list. */
  pick<T>(list: readonly [T, ...T[]]): T;
}

/** mulberry32: 32 bits of state, passes gjrand, and enough for days of radio. */
export function dice(seed: number): Dice {
  let state = seed >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    unit,
    between: (low, high) => low + (high - low) * unit(),
    // Box and Muller; 1 - unit() is never 0, so the logarithm is finite.
    normal: () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit()),
    exponential: (mean) => -mean * Math.log(1 - unit()),
    pick: (list) => list[Math.floor(unit() * list.length)] ?? list[0],
  };
}
