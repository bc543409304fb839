import type { Secured } from '../../contract/decoder.ts';

export type Verdict = 'ok' | 'replayed' | 'downgraded';

export interface ReplayGuard {
  /**
   * Whether a reading is newer than the one before it from the same sensor. What is refused is the reading: that somebody said the
   * address is as true as of any advert, and a second scanner hears each frame, and its counter, once more.
   */
  check(secured: Secured): Verdict;
}

/**
 * Remembers the highest counter of each sensor that was heard encrypting, of at most `limit` sensors: the one that was longest silent is
 * forgotten first. Only what opened with its key is remembered, so that nobody without a key can push a sensor out.
 * A counter must rise with every advert (bthome.io/encryption), from 0 to 2³² within one life of the key: it never wraps, and one that
 * starts again cannot be told from a recording.
 */
export function createReplayGuard({ limit }: { readonly limit: number }): ReplayGuard {
  const counters = new Map<string, number>();

  function remember(address: string, counter: number): void {
    counters.delete(address);
    counters.set(address, counter);
    for (const longestSilent of counters.keys()) {
      if (counters.size <= limit) return;
      counters.delete(longestSilent);
    }
  }

  return {
    check({ address, encrypted, counter = -1 }) {
      const before = counters.get(address);
      if (!encrypted) return before === undefined ? 'ok' : 'downgraded';
      if (counter <= (before ?? -1)) return 'replayed';
      remember(address, counter);
      return 'ok';
    },
  };
}
