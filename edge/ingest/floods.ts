import { createHmac } from 'node:crypto';

/** Who sent more than its allowance: a scanner, or one device that a scanner hears. */
export interface Flood {
  readonly scanner: string;
  /** A name that leads to nobody and lasts as long as this process. */
  readonly device?: string;
  readonly since: number;
  lastAt: number;
  dropped: number;
}

export interface Floods {
  /** Counts one more that was dropped; `flood` is what the call before returned for the same sender. */
  add(flood: Flood | undefined, rx: number, scanner: string, identifier?: string): Flood;
  /** Those of the last ten minutes, the worst first. */
  list(now: number): readonly Flood[];
}

const MOST = 50;
const SHOWN_FOR_MS = 600_000;
const PSEUDONYM_DIGITS = 12;

/** `key` is random and of this process: without it, every address there is could be tried against a pseudonym. */
export function createFloods(key: Uint8Array): Floods {
  const floods = new Set<Flood>();

  function begin(rx: number, scanner: string, identifier: string | undefined): Flood {
    const device = identifier === undefined ? undefined : pseudonym(key, identifier);
    for (const known of floods) if (known.scanner === scanner && known.device === device) return known;
    return { scanner, ...(device === undefined ? {} : { device }), since: rx, lastAt: rx, dropped: 0 };
  }

  return {
    add(known, rx, scanner, identifier) {
      const flood = known ?? begin(rx, scanner, identifier);
      flood.dropped += 1;
      flood.lastAt = rx;
      if (!floods.has(flood)) {
        if (floods.size >= MOST) floods.delete(stalest(floods));
        floods.add(flood);
      }
      return flood;
    },
    list(now) {
      for (const flood of floods) if (now - flood.lastAt > SHOWN_FOR_MS) floods.delete(flood);
      return [...floods].sort((a, b) => b.dropped - a.dropped);
    },
  };
}

function pseudonym(key: Uint8Array, identifier: string): string {
  return createHmac('sha256', key).update(identifier).digest('hex').slice(0, PSEUDONYM_DIGITS);
}

function stalest(floods: ReadonlySet<Flood>): Flood {
  return [...floods].reduce((oldest, flood) => (flood.lastAt < oldest.lastAt ? flood : oldest));
}
