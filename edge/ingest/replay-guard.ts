import type { Secured } from '../../contract/decoder.ts';

export type Verdict = 'ok' | 'again' | 'replayed' | 'downgraded';

/** An encrypted or signed reading as it was heard: what it says, and when we received it. */
export interface SecuredReading {
  readonly secured: Secured;
  readonly content: string;
  readonly rx: number;
}

export interface ReplayGuard {
  /**
   * Whether a reading is newer than the one before it from the same sensor. What is refused is the reading: that somebody said the
   * address is as true as of any advert. `again`: it is the advert that was just believed, as the next scanner hears it too.
   */
  check(reading: SecuredReading): Verdict;
}

/** A sensor repeats an advert, and gateways pass one on after each other, within this; a recording of it tells nothing new either way. */
const SAME_ADVERT_MS = 10_000;
/** Of two scanners, the slower one may still tell of these when the sensor has said the next. */
const READINGS_KEPT = 4;

interface Believed {
  readonly counter: number;
  readonly content: string;
  readonly rx: number;
}

/**
 * Remembers the highest counters of each sensor that was heard encrypting, of at most `limit` sensors: the one that was longest silent is
 * forgotten first. Only what opened with its key is remembered, so that nobody without a key can push a sensor out.
 * A counter must rise with every advert (bthome.io/encryption), from 0 to 2³² within one life of the key: it never wraps, and one that
 * starts again cannot be told from a recording.
 */
export function createReplayGuard({ limit }: { readonly limit: number }): ReplayGuard {
  /** The highest counter first. */
  const sensors = new Map<string, readonly Believed[]>();

  function remember(address: string, readings: readonly Believed[]): void {
    sensors.delete(address);
    sensors.set(address, readings);
    for (const longestSilent of sensors.keys()) {
      if (sensors.size <= limit) return;
      sensors.delete(longestSilent);
    }
  }

  return {
    check({ secured: { address, encrypted, counter = -1 }, content, rx }) {
      const before = sensors.get(address);
      if (!encrypted) return before === undefined ? 'ok' : 'downgraded';
      if (counter > (before?.[0]?.counter ?? -1)) {
        remember(address, [{ counter, content, rx }, ...(before ?? []).slice(0, READINGS_KEPT - 1)]);
        return 'ok';
      }
      const same = before?.find((one) => one.counter === counter);
      return same && same.content === content && Math.abs(rx - same.rx) <= SAME_ADVERT_MS ? 'again' : 'replayed';
    },
  };
}
