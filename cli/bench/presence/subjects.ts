import { shopOf } from '../../../edge/config/shop.ts';
import type { DeviceTrack, PresenceEngine } from '../../../edge/presence/engine/presence-engine.ts';
import { createPresence } from '../../../edge/presence/presence.ts';
import { BENCH_SITE } from './bench-shop.ts';
import { heldBytes } from './held-bytes.ts';

const SUBJECTS = 1000;
const VISITS = 3;
const STAYS = 8;
const STAY_MS = 60_000;
const STEP_MS = 10_000;
const BREAK_MS = 1_200_000;
const OPENING_MS = Date.UTC(2026, 0, 5, 9);
const ZONES = BENCH_SITE.zones.map(({ id }) => id);

/**
 * What visits and their history keep of somebody who is there for the third time of the day and went through eight zones each time: an engine
 * that says where he is, and remembers nothing, has no share in it.
 */
export function subjectBytes(subjects = SUBJECTS): number {
  let ids = 0;
  const engine: PresenceEngine = { grade: 'scanners', stepMs: STEP_MS, knows: () => true, track: () => new NoTrack() };
  const presence = createPresence({ shop: shopOf(BENCH_SITE), engine, id: () => `id-${++ids}`.padEnd(32, '0') });
  const before = heldBytes();
  let t = OPENING_MS;
  for (let visit = 0; visit < VISITS; visit += 1) {
    for (const end = t + STAYS * STAY_MS; t < end; t += STEP_MS) {
      const anchor = ZONES[Math.floor(t / STAY_MS) % ZONES.length] ?? '';
      for (let subject = 0; subject < subjects; subject += 1) presence.observe(`subject-${subject}`, sighting(anchor, t));
      presence.advance(t);
      presence.changes();
    }
    if (visit === VISITS - 1) continue;
    t += BREAK_MS;
    presence.advance(t);
  }
  const bytes = (heldBytes() - before) / subjects;
  return presence.openVisits().length === subjects ? bytes : Number.NaN;
}

function sighting(anchor: string, t: number) {
  return { mobile: 'token:00', radio: 'ble' as const, anchor, t, rx: t, rssiDbm: -60 };
}

/** Everybody is where he was heard last. */
class NoTrack implements DeviceTrack {
  #zone = '';
  #t = 0;

  observe({ anchor, t }: { readonly anchor: string; readonly t: number }): boolean {
    this.#zone = anchor;
    this.#t = t;
    return true;
  }

  place(): void {}

  decide(t: number): ReturnType<DeviceTrack['decide']> {
    const silent = t - this.#t > STAY_MS;
    return { zone: silent ? undefined : this.#zone, confidence: silent ? 0 : 0.9, silent };
  }
}
