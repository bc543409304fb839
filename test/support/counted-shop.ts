import type { FactOf } from '../../contract/facts/fact.ts';
import type { Site } from '../../contract/site.ts';
import { seededRandom } from '../../edge/adapters/memory/random.ts';
import { shopOf } from '../../edge/config/shop.ts';
import type { PresenceEvent } from '../../edge/domain/presence-event.ts';
import { createPseudonyms } from '../../edge/identity/pseudonyms.ts';
import { type Counts, createCounts } from '../../edge/presence/counts/counts.ts';
import type { CountedVisit } from '../../edge/presence/counts/occupancy.ts';
import { createPresenceEngine } from '../../edge/presence/engine/create-engine.ts';
import { FakeTelemetry } from '../fakes/telemetry.ts';

type Told = FactOf<'footfall'>['data'];

/** Ten in the morning in Paris, a Monday. */
export const TEN_MS = Date.UTC(2026, 5, 1, 8);

/** Two departments, and one scanner in the window that hears the street. */
export const COUNTED_SITE: Site = {
  shop: { id: 'shop-1', name: 'Corner shop', timezone: 'Europe/Paris' },
  zones: [
    { id: 'bakery', name: 'Bakery' },
    { id: 'wine', name: 'Wine' },
    { id: 'tills', name: 'Tills', kind: 'tills' },
  ],
  scanners: [
    { id: 'b1', zone: 'bakery' },
    { id: 'w1', zone: 'wine' },
    { id: 'window', side: 'outside' },
  ],
  settings: { footfall: { opensAt: '09:00', closesAt: '20:00' } },
};

const LEVELS = {
  bakery: { b1: -60, w1: -85, window: -92 },
  wine: { b1: -85, w1: -60, window: -90 },
  street: { b1: -90, w1: -92, window: -60 },
};
export type Spot = keyof typeof LEVELS;

/** The counters of a shop, without the rest of it: who walks where, and what is told of it. */
export class CountedShop {
  readonly telemetry = new FakeTelemetry();
  readonly disk: Map<string, object>;
  readonly told: Told[] = [];
  visits: CountedVisit[] = [];
  now: number;
  readonly counts: Counts;
  readonly #site: Site;
  readonly #pseudonyms = createPseudonyms(seededRandom(1).bytes);

  constructor({ site = COUNTED_SITE, now = TEN_MS, disk = new Map<string, object>() } = {}) {
    this.now = now;
    this.disk = disk;
    this.#site = site;
    const shop = shopOf(site);
    const engine = createPresenceEngine(shop);
    this.counts = createCounts({
      shop,
      engine: () => engine,
      telemetry: this.telemetry,
      visits: () => this.visits,
      renewKey: () => this.#pseudonyms.renew(),
      startedAt: now,
      saved: [...disk.values()].map((value) => ({ value })),
    });
  }

  /** A device is heard by all scanners, as from that spot; `delayMs` later than it happened. */
  heard(mobile: string, spot: Spot, { delayMs = 0, as }: { delayMs?: number; as?: 'staff' | 'fixture' } = {}): void {
    const randomized = mobile.startsWith('rpa:');
    for (const [anchor, rssiDbm] of Object.entries(LEVELS[spot])) {
      const sighting = {
        t: this.now - delayMs,
        rx: this.now,
        anchor,
        mobile,
        radio: 'ble' as const,
        rssiDbm,
        ...(randomized && { randomized }),
      };
      const seen = this.#pseudonyms.of(sighting);
      if (as) this.counts.listed(seen, as);
      else this.counts.anonymous(seen);
    }
  }

  /** Lets time pass, a second at a time; `each` says who is heard meanwhile. */
  pass(seconds: number, each: () => void = () => {}): void {
    for (let second = 0; second < seconds; second += 1) {
      each();
      this.now += 1000;
      if (this.counts.advance(this.now)) this.tell();
    }
  }

  /** Somebody carries a device that is heard each second. */
  carry(mobile: string, spot: Spot, seconds: number): void {
    this.pass(seconds, () => this.heard(mobile, spot));
  }

  tell(): void {
    const { facts, changes } = this.counts.due();
    for (const fact of facts) if (fact.kind === 'footfall') this.told.push(fact.data);
    this.#keep(changes);
  }

  follow(...events: PresenceEvent[]): void {
    this.counts.follow(events);
  }

  /** Until the running quarter is told. */
  finish(): Told {
    const before = this.told.length;
    while (this.told.length === before) this.pass(10);
    return this.told.at(-1) as Told;
  }

  /** What is on disk by now, and the shop after its computer was started anew. */
  restarted(afterMs = 60_000): CountedShop {
    this.#keep(this.counts.changes());
    return new CountedShop({ site: this.#site, now: this.now + afterMs, disk: this.disk });
  }

  #keep(changes: ReturnType<Counts['changes']>): void {
    for (const { key, value } of changes) {
      if (value) this.disk.set(key, JSON.parse(JSON.stringify(value)));
      else this.disk.delete(key);
    }
  }
}
